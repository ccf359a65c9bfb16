import { Webhook } from 'standardwebhooks';
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

describe('a webhook', () => {
  it('is told when it is genuine, from bytes and from text, with headers of Node and of fetch', () => {
    const told = JSON.parse(BODY);
    expect(verifyWebhook(SECRET, signed(), BODY)).toEqual(told);
    expect(verifyWebhook(SECRET, { ...signed(), host: 'x', 'set-cookie': ['a', 'b'] }, Buffer.from(BODY))).toEqual(
      told,
    );
    expect(verifyWebhook(SECRET, new Headers(signed()), BODY)).toEqual(told);
  });

  it('is told by either secret while one takes the place of the other', () => {
    const headers = signed(BODY, { secrets: [OTHER, SECRET] });
    expect(verifyWebhook(SECRET, headers, BODY).type).toBe('payout.succeeded');
    expect(verifyWebhook(OTHER, headers, BODY).type).toBe('payout.succeeded');
  });

  it.each([
    ['a changed body', signed(), BODY.replace('50000', '50001')],
    ['another secret', signed(BODY, { secrets: [OTHER] }), BODY],
    ['an old one sent again', signed(BODY, { at: ago(6 * A_MINUTE_MS) }), BODY],
    ['a time to come', signed(BODY, { at: ago(-6 * A_MINUTE_MS) }), BODY],
    ['no signature', { 'webhook-id': 'evt_1', 'webhook-timestamp': '1' }, BODY],
    ['another event of that time', { ...signed(), 'webhook-id': 'evt_2' }, BODY],
  ])('is refused with %s', (_what, headers, body) => {
    expect(() => verifyWebhook(SECRET, headers, body)).toThrow(WebhookVerificationError);
  });
});
