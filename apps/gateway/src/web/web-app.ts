import fastifyStatic from '@fastify/static';
import { AppError } from '@mid-station/contracts';
import { type FastifyInstance } from 'fastify';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sendProblem } from '../http/problem.js';

/** Built files carry their content's hash in the name: whoever has one never needs to ask again. */
const HASHED = 'assets/';
const PAGE = 'index.html';

/**
 * Serves the built web app. Paths that are no file are the app's own pages and get its `index.html`; an unknown file or API
 * address stays a 404.
 */
export async function serveWebApp(instance: FastifyInstance, folder: string): Promise<void> {
  const files = await listFiles(folder);
  await instance.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
  instance.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: (request, reply) => {
      const path = (request.params as { '*': string })['*'];
      const file = files.has(path) ? path : PAGE;
      if (file === PAGE && !isPage(path)) {
        return sendProblem(reply, new AppError('not_found', 'There is nothing at this address.'), request.id);
      }
      return reply.header('cache-control', cacheControl(file)).sendFile(file);
    },
  });
}

async function listFiles(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/')));
}

/** Pages have no dot in their last segment. */
function isPage(path: string): boolean {
  if (path === PAGE) return true;
  return path !== 'api' && !path.startsWith('api/') && path.lastIndexOf('.') <= path.lastIndexOf('/');
}

function cacheControl(file: string): string {
  if (file.startsWith(HASHED)) return 'public, max-age=31536000, immutable';
  return file === PAGE ? 'no-cache' : 'public, max-age=3600';
}
