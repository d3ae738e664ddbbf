import { type Contender } from './contender.js';
import { edge } from './edge.js';
import { ffmpeg } from './ffmpeg.js';
import { haproxy } from './haproxy.js';
import { nginx, nginxTuned } from './nginx.js';
import { nodeMediaServer } from './node-media-server.js';
import { ours } from './ours.js';

/** Everything that is compared; in each case they run in this order, the reference first. */
export const contenders: readonly Contender[] = [nginx, nginxTuned, ours, nodeMediaServer, ffmpeg, haproxy, edge];
