import { type Dispatcher, request } from 'undici';

/** Sends what a command of a document says, as curl would: there need not be one on the machine. */
export async function sendCurl<Body>(command: string): Promise<Body> {
  const [, url = ''] = /(http:[^\s']+)/.exec(command) ?? [];
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]);
  const [, body = null] = /-d '([^']+)'/.exec(command) ?? [];
  const [, method = body === null ? 'GET' : 'POST'] = /-X (\w+)/.exec(command) ?? [];
  const answer = await request(url, {
    method: method as Dispatcher.HttpMethod,
    headers: Object.fromEntries(headers),
    body,
    // A kept connection would keep the test run alive.
    reset: true,
  });
  return (await answer.body.json()) as Body;
}
