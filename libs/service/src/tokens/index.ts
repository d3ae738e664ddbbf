/** What verifies tokens and tickets that auth signed. Apart, so that services that verify none need not load `jose`. */
export { KeyRing } from './key-ring.js';
export { readPreviewTicket } from './preview-ticket.js';
