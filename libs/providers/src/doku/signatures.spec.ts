import { generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  digest,
  jakartaTimestamp,
  type SignedRequest,
  signNotification,
  signRequest,
  signTokenRequest,
  utcTimestamp,
} from './signatures.js';

interface Vectors {
  digests: { name: string; status: string; body: string; digest: string }[];
  requests: (Omit<SignedRequest, 'body'> & {
    name: string;
    status: string;
    body: string;
    clientSecret: string;
    digest: string;
    signature: string;
  })[];
  token: { publicKey: string; clientId: string; timestamp: string; signature: string };
  notification: { agentKey: string; requestId: string; key: string; signature: string };
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('./fixtures/signature-vectors.json', import.meta.url), 'utf8'),
);

describe('signatures (S25)', () => {
  it.each([...vectors.digests, ...vectors.requests])('digests the body of $name as DOKU does ($status)', (vector) => {
    expect(digest(Buffer.from(vector.body, 'utf8'))).toBe(vector.digest);
  });

  it.each(vectors.requests)('signs $name as DOKU does ($status)', ({ clientSecret, signature, ...request }) => {
    expect(signRequest({ ...request, body: Buffer.from(request.body, 'utf8') }, clientSecret)).toBe(signature);
  });

  it('signs a request for a token as the vector is signed', () => {
    const { publicKey: theirKey, signature: theirs, ...request } = vectors.token;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = Buffer.from(`${request.clientId}|${request.timestamp}`, 'utf8');
    const isRight = (signature: string, key: Parameters<typeof verify>[2]) =>
      verify('sha256', signed, key, Buffer.from(signature, 'base64'));
    expect(isRight(theirs, theirKey)).toBe(true);
    expect(isRight(signTokenRequest(request, privateKey), publicKey)).toBe(true);
  });

  it('signs a notification as the older interface does', () => {
    const { agentKey, requestId, key, signature } = vectors.notification;
    expect(signNotification(agentKey, requestId, key)).toBe(signature);
  });
});

describe('timestamps', () => {
  it('are the time of Jakarta, over midnight as well', () => {
    expect(jakartaTimestamp(new Date('2026-11-21T02:30:00.999Z'))).toBe('2026-11-21T09:30:00+07:00');
    expect(jakartaTimestamp(new Date('2026-12-31T17:00:00Z'))).toBe('2027-01-01T00:00:00+07:00');
  });

  it('are UTC for a token', () => {
    expect(utcTimestamp(new Date('2026-11-21T02:30:00.999Z'))).toBe('2026-11-21T02:30:00Z');
  });
});
