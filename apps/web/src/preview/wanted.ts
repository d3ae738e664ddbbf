import { Store } from '../design/store.js';

/** Whether the streamer wants to see the picture; outlives a lost encoder and a moved session. */
export const previewWanted = new Store(false);
