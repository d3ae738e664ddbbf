import { Button, Skeleton } from '@mantine/core';
import type { Node } from '@mid-station/contracts';
import { IconLock, IconServer2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { asAppError } from '../api/problem.js';
import { queries } from '../api/queries.js';
import { Blank, LoadError } from '../design/blank.js';
import { confirm } from '../design/confirm.js';
import { notifyDone } from '../design/notify.js';
import { Page } from '../design/page.js';
import { StateBadge, type Tone } from '../design/state-badge.js';
import { useAction } from '../design/use-action.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { useNow } from '../time/use-now.js';
import { Gauge } from './gauge.js';
import classes from './nodes-page.module.css';

const tones: Record<Node['state'], Tone> = { ready: 'ok', draining: 'busy', lost: 'bad' };

/** For operators: where sessions run, and what is left. */
export function NodesPage() {
  const { t } = useText();
  const nodes = useQuery(queries.nodes);
  return (
    <Page
      width="wide"
      title={t('nodes.title')}
      text={t('nodes.text')}
      aside={nodes.data && <Total nodes={nodes.data} />}
    >
      {nodes.data ? (
        <NodeList nodes={nodes.data} />
      ) : nodes.isError ? (
        <Refused query={nodes} />
      ) : (
        <Skeleton height={360} radius="lg" />
      )}
    </Page>
  );
}

function Refused({ query }: { readonly query: { error: Error; refetch: () => unknown } }) {
  const { t } = useText();
  if (asAppError(query.error).code !== 'forbidden') return <LoadError error={query.error} retry={query.refetch} />;
  return <Blank urgent icon={<IconLock />} title={t('nodes.forbiddenTitle')} text={t('nodes.forbiddenText')} />;
}

/** Of the nodes that take sessions: what the others still hold says nothing about the room that is left. */
function Total({ nodes }: { readonly nodes: readonly Node[] }) {
  const { t } = useText();
  if (nodes.length === 0) return null;
  const ready = nodes.filter(({ state }) => state === 'ready');
  return (
    <p className={`${classes.total} figures`}>
      {t('nodes.totalOf', {
        used: ready.reduce((sum, { sessions }) => sum + sessions, 0),
        all: ready.reduce((sum, { capacity }) => sum + capacity, 0),
      })}
    </p>
  );
}

function NodeList({ nodes }: { readonly nodes: readonly Node[] }) {
  const { t } = useText();
  if (nodes.length === 0)
    return <Blank icon={<IconServer2 />} title={t('nodes.emptyTitle')} text={t('nodes.emptyText')} />;
  return (
    <ul className={classes.list}>
      {nodes.map((node) => (
        <NodeCard key={node.id} node={node} />
      ))}
    </ul>
  );
}

function NodeCard({ node }: { readonly node: Node }) {
  const { t, percent } = useText();
  const now = useNow();
  const silent = Math.round((now - Date.parse(node.lastSeenAt)) / 1_000);
  return (
    <li className={classes.card} data-state={node.state} aria-label={node.id}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.name}>{node.id}</h2>
          <p className={classes.address}>{node.host}</p>
        </div>
        <StateBadge tone={tones[node.state]} label={t(`nodes.state.${node.state}`)} />
      </div>
      <Gauge label={t('nodes.load')} share={node.load} text={percent(node.load)} />
      <Gauge
        label={t('nodes.sessions')}
        share={node.capacity > 0 ? node.sessions / node.capacity : 0}
        text={t('nodes.sessionsOf', { count: node.sessions, capacity: node.capacity })}
      />
      <div className={classes.foot}>
        <span className="figures">
          {t('nodes.seen')}: {silent > 2 ? t('nodes.ago', { time: formatSpan(silent) }) : t('nodes.now')}
        </span>
        {node.state === 'ready' && <DrainButton node={node} />}
      </div>
    </li>
  );
}

function DrainButton({ node: { id, sessions } }: { readonly node: Node }) {
  const { t } = useText();
  const cache = useQueryClient();
  const drain = useAction({
    failed: t('nodes.drainFailed'),
    run: () => api.call('drainNode', { params: { id } }),
    done: () => {
      notifyDone(t('nodes.drained', { id }));
      return cache.invalidateQueries({ queryKey: queries.nodes.queryKey });
    },
  });
  const ask = () =>
    confirm({
      title: t('nodes.drainTitle', { id }),
      text: t('nodes.drainText', { count: sessions }),
      yes: t('nodes.drainYes'),
      no: t('app.cancel'),
      onYes: () => drain.mutate(),
    });
  return (
    <Button size="sm" variant="default" aria-label={t('nodes.drainOf', { id })} loading={drain.isPending} onClick={ask}>
      {t('nodes.drain')}
    </Button>
  );
}
