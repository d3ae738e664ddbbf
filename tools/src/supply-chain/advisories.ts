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

/** What `npm audit --json` printed. */
export interface Reports {
  /** Of the packages that run in production: each of their advisories counts. */
  readonly production: string;
  /** Of these and of the tools that build and test: there only what is critical counts, as malicious packages are. */
  readonly all: string;
}

export interface Verdict {
  /** Advisories that no exception covers today, one line each. */
  readonly open: string[];
  /** Advisories that one covers, with its reason. */
  readonly excepted: string[];
  /** Exceptions that cover nothing: to be taken out. */
  readonly idle: string[];
}

/** Holds reports of `npm audit` against the written exceptions. Null when a text is no report. */
export function judge({ production, all }: Reports, exceptionsText: string, today: string): Verdict | null {
  const inProduction = advisoriesOf(production);
  const anywhere = advisoriesOf(all);
  if (!inProduction || !anywhere) return null;
  const advisories = [...inProduction, ...anywhere.filter(({ severity }) => severity === 'critical')];
  const lines = new Map(advisories.map(({ id, line }) => [id, line]));
  const exceptions = exceptionsSchema.parse(JSON.parse(exceptionsText));
  const valid = new Map(exceptions.filter(({ until }) => until > today).map((each) => [each.advisory, each]));
  return {
    open: [...lines].filter(([id]) => !valid.has(id)).map(([, line]) => line),
    excepted: [...valid.values()]
      .filter(({ advisory }) => lines.has(advisory))
      .map(({ advisory, until, reason }) => `${lines.get(advisory)}, until ${until}: ${reason}`),
    idle: exceptions.map(({ advisory }) => advisory).filter((id) => !lines.has(id)),
  };
}

function advisoriesOf(reportText: string): { id: string; severity: string; line: string }[] | null {
  const report = reportSchema.safeParse(parseOrNull(reportText));
  if (!report.success) return null;
  const found = Object.values(report.data.vulnerabilities).flatMap(({ via }) => via);
  return found.flatMap((each) => {
    if (typeof each === 'string') return [];
    const { name, title, severity, url } = each;
    const id = url.split('/').at(-1)!;
    return [{ id, severity, line: `${name}: ${title} (${severity}, ${id})` }];
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
