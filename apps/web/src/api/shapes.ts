import { type routes, type HttpRoute, type RouteName } from '@mid-station/contracts';
import type { z } from 'zod';

type Routes = typeof routes;

/** What a route answers, over all its success statuses; an answer without a body is null. */
export type Answer<Name extends RouteName> = {
  [Status in keyof Routes[Name]['answers']]: Routes[Name]['answers'][Status] extends infer Schema extends z.ZodType
    ? z.output<Schema>
    : null;
}[keyof Routes[Name]['answers']];

type Params<Route> = Route extends { params: infer Schema extends z.ZodType } ? { params: z.input<Schema> } : unknown;
type Body<Route> = Route extends { body: infer Schema extends z.ZodType } ? { body: z.input<Schema> } : unknown;

/** What a route must be given: its path parameters and its body, where it has them. */
export type Input<Name extends RouteName> = Params<Routes[Name]> & Body<Routes[Name]>;

/** The input may be left out where a route takes nothing. */
export type InputArgs<Name extends RouteName> = unknown extends Input<Name> ? [] : [input: Input<Name>];

/** Fills `:name` parts of a route's path. */
export function fillPath(route: HttpRoute, params: Record<string, string> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
