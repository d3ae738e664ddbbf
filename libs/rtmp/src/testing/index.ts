/** Real encoders, destinations and recordings for tests; nothing here is loaded in production. */
export * from './aggregates.js';
export * from './attacks.js';
export * from './chunk-samples.js';
export * from './chunks.js';
export * from './fake-target.js';
export * from './ffmpeg.js';
export * from './nginx-rtmp.js';
export * from './node-media-server.js';
export * from './recorder.js';
export * from './tcp.js';
export * from './test-encoder.js';
export { command } from '../message/command.js';
