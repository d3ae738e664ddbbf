import { AppError } from '@mid-station/contracts';
import { CONFIG, sealForPlace } from '@mid-station/service';
import { NODE_PLACES_MAX, nodeOfPlace, placePassword } from '@mid-station/service/access';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { Events } from '../events.js';

/** A node's name, and the password of its user of NATS, sealed for the node. */
export interface Place {
  nodeId: string;
  sealedPassword: string;
}

/**
 * Gives nodes that were started without a name of their own a place: a name, and the user of NATS with that name. A place is
 * one key's for ever, so nobody ever learns the password of a place that another node has or will have. The primary key of
 * the table sees to that, whichever copies are asked at the same time (docs/decisions/0009-places.md).
 */
@Injectable()
export class Places {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly source: DataSource,
    private readonly events: Events,
  ) {}

  /**
   * The place of the node that has this key: always the same one.
   * @throws AppError `not_found` where nodes have their names already, `quota_exceeded` when all places have been given,
   * `invalid_request` for a key that is none.
   */
  async give(publicKey: string): Promise<Place> {
    const { MIDSTATION_PLACES_SECRET: secret } = this.config;
    if (secret === undefined) {
      throw new AppError('not_found', 'The nodes of this installation are given their names when they are started.');
    }
    const nodeId = nodeOfPlace(await this.numberFor(publicKey, idOf(secret)));
    const sealedPassword = await sealForPlace(publicKey, nodeId, placePassword(secret, nodeId));
    if (sealedPassword === null) throw new AppError('invalid_request', 'publicKey: not a point of the curve P-256');
    return { nodeId, sealedPassword };
  }

  /** Numbers are given in order, so their count is the last one. Whoever was overtaken looks again. */
  private async numberFor(publicKey: string, secretId: string): Promise<number> {
    for (;;) {
      const [places] = await this.source.query<Look[]>(LOOK, [secretId, publicKey]);
      const { mine, given } = places!;
      if (mine !== null) return mine;
      if (given >= NODE_PLACES_MAX) throw allGiven();
      const taken = await this.source.query<object[]>(TAKE, [secretId, given + 1, publicKey]);
      if (taken.length > 0) this.events.placeGiven(nodeOfPlace(given + 1));
    }
  }
}

interface Look {
  mine: number | null;
  given: number;
}
const LOOK = `
  SELECT max(number) FILTER (WHERE public_key = $2) AS mine, count(*)::int AS given
  FROM node_place WHERE secret_id = $1`;
const TAKE = `
  INSERT INTO node_place (secret_id, number, public_key) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING RETURNING number`;

/** Names a secret without telling anything of it: places begin anew with a new one. */
function idOf(secret: string): string {
  return createHash('sha256').update(`id:${secret}`).digest('hex').slice(0, 16);
}

function allGiven(): AppError {
  const howTo = 'Change the secret of places as docs/operations.md says.';
  return new AppError('quota_exceeded', `All ${NODE_PLACES_MAX} places for nodes have been given. ${howTo}`);
}
