import { DataDir, type ProcessState } from '@mid-station/tools';
import { eventually } from '@mid-station/service/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { readFile, writeFile } from 'node:fs/promises';
import { type TestInstallation } from './installation.js';

/** One message that went over the bus. */
export interface BusMessage {
  /** Its subject; of an answer, that of its question: `answer to auth.me`. */
  readonly subject: string;
  readonly text: string;
}

const USER = 'recorder';

/** Hears everything on an installation's bus: as a user that the test adds to NATS, because nobody else may. */
export class BusRecorder {
  readonly messages: BusMessage[] = [];
  private readonly questions = new Map<string, string>();

  private constructor(private readonly nats: NatsConnection) {
    nats.subscribe('>', {
      callback: (_, { subject, reply, data }) => {
        if (reply) this.questions.set(reply, subject);
        const question = this.questions.get(subject);
        const name = question === undefined ? subject : `answer to ${question}`;
        this.messages.push({ subject: name, text: Buffer.from(data).toString('latin1') });
      },
    });
  }

  static async start(installation: TestInstallation): Promise<BusRecorder> {
    const nats = await installation.processOf('nats');
    await admitRecorder(installation, nats);
    const connection = await eventually(() =>
      connect({ port: nats.ports['nats']!, user: USER, pass: USER, reconnect: false }),
    );
    const recorder = new BusRecorder(connection);
    await connection.flush();
    // With its new configuration NATS may have sent parts away, which come back by themselves.
    await eventually(async () => expect((await fetch(`${installation.origin}/api/readyz`)).status).toBe(200));
    return recorder;
  }

  async stop(): Promise<void> {
    await this.nats.close();
  }
}

async function admitRecorder(installation: TestInstallation, { pid }: ProcessState): Promise<void> {
  const { natsConfig } = new DataDir(installation.dataDir);
  const config = await readFile(natsConfig, 'utf8');
  await writeFile(natsConfig, config.replace('users: [', `users: [ { user: ${USER}, password: ${USER} }`));
  process.kill(pid, 'SIGHUP'); // NATS reads its configuration anew
}
