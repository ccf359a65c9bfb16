import { request } from 'undici';

/** A callback as the sandbox sent it, and its answer. */
export interface Delivered {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly status: number | null;
}

/** Sends what was delivered before once more, with some fields changed that no signature covers. @returns the status */
export async function repeat(delivered: Delivered, changes: object = {}, url = delivered.url): Promise<number> {
  const body = JSON.stringify({ ...JSON.parse(delivered.body), ...changes });
  const answer = await request(url, { method: 'POST', headers: delivered.headers, body, reset: true });
  await answer.body.dump();
  return answer.statusCode;
}
