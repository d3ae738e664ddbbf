/** What the system tests use of the launcher. */
export type { InstallationState, ProcessState } from './launcher/data-dir/state-file.js';
export { ApiClient, ApiError } from './api-client/api-client.js';
