/** What the system tests use of the launcher. */
export type { InstallationState, ProcessState } from './launcher/data-dir/state-file.js';
export { ApiClient, ApiError } from './api-client/api-client.js';
export { readLauncherConfig } from './launcher/config.js';
export { DataDir } from './launcher/data-dir/layout.js';
export { addedNodeNames } from './launcher/data-dir/added-nodes.js';
export { loadSecrets } from './launcher/data-dir/secrets.js';
export { type ServiceKind } from './service-command.js';
export { servicePart } from './launcher/parts/services.js';
export { ingestNode, servicesOf, sharedEnv } from './launcher/parts/wiring.js';
export { databases, databaseUrl } from './launcher/parts/postgres.js';
export { Part, type PartSpec } from './launcher/process/part.js';
