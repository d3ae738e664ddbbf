/** What the system tests use of the launcher. */
export type { InstallationState, ProcessState } from './launcher/data-dir/state-file.js';
