import { readFileSync } from 'node:fs';
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

  it.each(vectors.vectors)('signs $name as Duitku does ($status)', ({ kind, fields, signature }) => {
    expect(sign(kind, { email, ...fields }, secretKey)).toBe(signature);
  });

  it('has a vector for every formula', () => {
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
});
