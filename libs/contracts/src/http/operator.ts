import { z } from 'zod';
import { nodeSchema } from '../node.js';
import { processNameSchema } from '../primitives.js';
import { route } from './define.js';

const operator = { access: 'operator', scope: 'manage' } as const;

export const operatorRoutes = {
  nodes: route({
    ...operator,
    method: 'GET',
    path: '/nodes',
    summary: 'Ingest nodes: address, capacity, sessions, load, state.',
    answers: { 200: z.array(nodeSchema) },
    errors: [],
  }),
  drainNode: route({
    ...operator,
    method: 'POST',
    path: '/nodes/:id/drain',
    summary:
      'Hand over the sessions of a node and let it exit. Where something watches over it (`npm start`, Docker Compose, Kubernetes), it is started again and takes sessions as before.',
    params: z.object({ id: processNameSchema }),
    answers: { 202: null },
    errors: ['not_found'],
  }),
};
