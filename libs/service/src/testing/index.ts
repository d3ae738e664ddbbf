/** Real servers and in-process services for integration tests. Production code never imports this entry. */
export { eventually } from './eventually.js';
export {
  startMicroservice,
  testBus,
  testLog,
  testParts,
  type TestMicroservice,
  type TestParts,
} from './microservice.js';
export { freePort } from './free-port.js';
export { ServerProcess } from './server-process.js';
export { startNats, startRedis, TestPostgres } from './servers.js';
