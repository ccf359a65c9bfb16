import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** What a pooler does with the settings of a connection: PgBouncer refuses them, unless `ignore_startup_parameters` names them. */
export type Manner = 'refuses' | 'drops';

export interface Pooler {
  /** As the target's, through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts what a PgBouncer in front of this database does with the first message of a connection. */
export async function startPooler(targetUrl: string, manner: Manner): Promise<Pooler> {
  const target = new URL(targetUrl);
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (startup) => {
      if (manner === 'refuses') {
        client.end(refusal('unsupported startup parameter in options: datestyle'));
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
      upstream.on('error', () => client.destroy());
      upstream.write(withoutSettings(startup));
      upstream.pipe(client).pipe(upstream);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(targetUrl);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A startup message: length, version of the protocol, then names and values, each with a closing NUL, and one NUL more. */
function withoutSettings(startup: Buffer): Buffer {
  const words = startup.subarray(8).toString().split('\0');
  const kept: string[] = [];
  for (let at = 0; at + 1 < words.length && words[at] !== ''; at += 2)
    if (['user', 'database'].includes(words[at] as string)) kept.push(words[at] as string, words[at + 1] as string);
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(8 + body.length);
  return Buffer.concat([length, startup.subarray(4, 8), body]);
}

/** An ErrorResponse of PostgreSQL's protocol. */
function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}
