import { Webhook } from 'standardwebhooks';
import { Salur } from './salur.js';
import { verifyWebhook, WebhookVerificationError } from './verify-webhook.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const OTHER = 'whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const BODY = '{"type":"payout.succeeded","timestamp":"2026-11-21T03:00:00.000Z","data":{"id":"p","amount":50000}}';
const A_MINUTE_MS = 60_000;

function signed(body = BODY, { at = new Date(), secrets = [SECRET] } = {}): Record<string, string> {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign('evt_1', at, body)).join(' '),
  };
}
const ago = (ms: number) => new Date(Date.now() - ms);

describe('verifyWebhook', () => {
  it('returns the event of a genuine webhook, from bytes and from text, with headers of Node and of fetch', () => {
    const event = JSON.parse(BODY);
    expect(verifyWebhook(BODY, signed(), SECRET)).toEqual(event);
    expect(verifyWebhook(Buffer.from(BODY), { ...signed(), host: 'x', 'set-cookie': ['a', 'b'] }, SECRET)).toEqual(
      event,
    );
    expect(verifyWebhook(new TextEncoder().encode(BODY), new Headers(signed()), SECRET)).toEqual(event);
  });

  it('takes either secret while an endpoint has two', () => {
    const headers = signed(BODY, { secrets: [OTHER, SECRET] });
    expect(verifyWebhook(BODY, headers, SECRET).type).toBe('payout.succeeded');
    expect(verifyWebhook(BODY, headers, OTHER).type).toBe('payout.succeeded');
  });

  it('is the same as webhooks.verify of a client', () => {
    const { webhooks } = new Salur({ baseUrl: 'http://127.0.0.1:1', apiKey: 'a-key' });
    expect(webhooks.verify).toBe(verifyWebhook);
  });

  it.each([
    ['a changed body', signed(), BODY.replace('50000', '50001')],
    ['another secret', signed(BODY, { secrets: [OTHER] }), BODY],
    ['a timestamp six minutes old', signed(BODY, { at: ago(6 * A_MINUTE_MS) }), BODY],
    ['a timestamp six minutes ahead', signed(BODY, { at: ago(-6 * A_MINUTE_MS) }), BODY],
    ['no signature', { 'webhook-id': 'evt_1', 'webhook-timestamp': '1' }, BODY],
    ['the id of another event', { ...signed(), 'webhook-id': 'evt_2' }, BODY],
  ])('rejects %s', (_what, headers, body) => {
    expect(() => verifyWebhook(body, headers, SECRET)).toThrow(WebhookVerificationError);
  });
});
