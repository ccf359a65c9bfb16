import { readFileSync } from 'node:fs';
import { Secret } from '../port/secret.js';
import { duitkuCallbacks } from './callbacks.js';
import { DuitkuClient } from './client.js';
import { duitkuEnvironment } from './environment.js';
import { SIGNED_FIELDS, type SignatureKind, sign } from './signatures.js';

interface Vectors {
  email: string;
  secretKey: string;
  vectors: { name: string; kind: SignatureKind; status: string; fields: Record<string, string>; signature: string }[];
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('./fixtures/signature-vectors.json', import.meta.url), 'utf8'),
);

describe('signatures', () => {
  const { email, secretKey } = vectors;

  it.each(vectors.vectors)('signs $name as Duitku does ($status) (S25)', ({ kind, fields, signature }) => {
    expect(sign(kind, { email, ...fields }, secretKey)).toBe(signature);
  });

  it('has a vector for every formula (S25)', () => {
    expect(new Set(vectors.vectors.map(({ kind }) => kind))).toEqual(new Set(Object.keys(SIGNED_FIELDS)));
  });

  it('signs an absent purpose as the empty text', () => {
    const fields = {
      email,
      timestamp: 1637304586325,
      bankCode: '014',
      bankAccount: '8760673566',
      amountTransfer: 50000n,
    };
    expect(sign('onlineInquiry', fields, secretKey)).toBe(sign('onlineInquiry', { ...fields, purpose: '' }, secretKey));
  });

  const isCallback = ({ kind }: { kind: SignatureKind }) => kind === 'clearingCallback' || kind === 'cashOutCallback';
  const credentials = { userId: 3551, email, secretKey: new Secret(secretKey) };

  it.each(vectors.vectors.filter((vector) => !isCallback(vector)))(
    'sends $name signed as Duitku does',
    async ({ kind, fields: { timestamp, ...fields }, signature }) => {
      const client = new DuitkuClient(duitkuEnvironment.parse({}), credentials, { timeoutMs: 1_000 });
      const { amountTransfer, ...texts } = fields;
      const typed = amountTransfer === undefined ? texts : { ...texts, amountTransfer: BigInt(amountTransfer) };
      const { body } = client.request(kind, 'https://provider.example', typed, new Date(Number(timestamp)));
      expect(JSON.parse(body.toString('utf8')).signature).toBe(signature);
      await client.http.close();
    },
  );

  it.each(vectors.vectors.filter(isCallback))('takes $name signed as Duitku does', ({ kind, fields, signature }) => {
    const [clearing, cashOut] = duitkuCallbacks(credentials);
    const route = kind === 'clearingCallback' ? clearing : cashOut;
    const body = Buffer.from(JSON.stringify({ ...fields, email, signature }));
    expect(route?.read({ headers: {}, body })).toMatchObject({ kind: 'genuine' });
  });
});
