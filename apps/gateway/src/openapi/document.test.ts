import { routes } from '@mid-station/contracts';
import { openApiDocument } from './document.js';

interface Operation {
  operationId: string;
  security: unknown[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

describe('the OpenAPI document', () => {
  const document = openApiDocument() as { paths: Record<string, Record<string, Operation>> };

  it('describes every route of the table with its answers and its errors', () => {
    for (const [name, route] of Object.entries(routes)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: name });
      expect(Object.keys(operation!.responses)).toEqual(expect.arrayContaining(Object.keys(route.answers)));
      expect(operation!.security).toHaveLength(route.access === 'anyone' ? 0 : 1);
      expect(operation!.responses['429']).toBeDefined();
    }
  });

  it('names its schemas once and refers to them', () => {
    expect(JSON.stringify(document.paths['/live'])).toContain('#/components/schemas/Session');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });
});
