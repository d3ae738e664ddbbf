export { aPublisher } from './publisher.js';
