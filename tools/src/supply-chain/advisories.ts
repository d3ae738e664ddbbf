import { z } from 'zod';

/** What `npm audit --json` says of one package: its advisories, and the names of packages that bring others along. */
const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([z.string(), z.object({ url: z.string(), title: z.string(), severity: z.string(), name: z.string() })]),
      ),
    }),
  ),
});

const exceptionsSchema = z.array(
  z.object({
    /** Of GitHub's database, e.g. `GHSA-xxxx-xxxx-xxxx`. */
    advisory: z.string().startsWith('GHSA-'),
    /** Why it cannot harm us. */
    reason: z.string().min(20),
    /** The day on which it is looked at again. */
    until: z.iso.date(),
  }),
);

export interface Verdict {
  /** Advisories that no exception covers today, one line each. */
  readonly open: string[];
  /** Exceptions that cover nothing: to be taken out. */
  readonly idle: string[];
}

/** Holds a report of `npm audit` against the written exceptions. Null when the text is no report. */
export function judge(reportText: string, exceptionsText: string, today: string): Verdict | null {
  const report = reportSchema.safeParse(parseOrNull(reportText));
  if (!report.success) return null;
  const exceptions = exceptionsSchema.parse(JSON.parse(exceptionsText));
  const advisories = new Map<string, string>();
  for (const { via } of Object.values(report.data.vulnerabilities)) {
    for (const each of via) {
      if (typeof each === 'string') continue;
      const id = each.url.split('/').at(-1)!;
      advisories.set(id, `${each.name}: ${each.title} (${each.severity}, ${id})`);
    }
  }
  const valid = new Set(exceptions.filter(({ until }) => until > today).map(({ advisory }) => advisory));
  return {
    open: [...advisories].filter(([id]) => !valid.has(id)).map(([, line]) => line),
    idle: exceptions.map(({ advisory }) => advisory).filter((id) => !advisories.has(id)),
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
