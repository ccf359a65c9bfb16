import { randomBytes } from 'node:crypto';
import { parseDataKeys, Vault } from './vault.js';

const [OLD, NEW] = [1, 2].map((number) => ({ number, key: randomBytes(32) }));
const place = { table: 'payout', column: 'personal_sealed', id: '01890000-0000-7000-8000-000000000001' };
const vaultOf = (...dataKeys: (typeof OLD)[]) =>
  new Vault({ dataKeys: dataKeys as NonNullable<typeof OLD>[], dataHashKey: 'a hash key of this test alone' });
const TEXT = 'Siti Rahayu, 8760673566';

describe('a sealed value', () => {
  it('opens in its own place, and contains no plain text', () => {
    const sealed = vaultOf(OLD).seal(TEXT, place);
    expect(vaultOf(OLD).openText(sealed, place)).toBe(TEXT);
    expect(sealed.includes('Siti') || sealed.includes('8760673566')).toBe(false);
    expect(vaultOf(OLD).open(vaultOf(OLD).seal(Buffer.from([0, 255, 10]), place), place)).toEqual(
      Buffer.from([0, 255, 10]),
    );
  });

  it.each([
    ['row', { ...place, id: '01890000-0000-7000-8000-000000000002' }],
    ['column', { ...place, column: 'account_name_sealed' }],
    ['table', { ...place, table: 'attempt' }],
  ])('does not open in another %s (S30)', (_what, elsewhere) => {
    const sealed = vaultOf(OLD).seal(TEXT, place);
    expect(() => vaultOf(OLD).open(sealed, elsewhere)).toThrow('cannot be opened');
  });

  it('does not open after any of its bytes was changed (S30)', () => {
    const sealed = vaultOf(OLD).seal(TEXT, place);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => vaultOf(OLD).open(changed, place)).toThrow('cannot be opened');
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => vaultOf(OLD).open(sealed.subarray(0, length), place)).toThrow('cannot be opened');
  });

  it('does not open with another key of the same number, and names the missing number', () => {
    const sealed = vaultOf(OLD).seal(TEXT, place);
    expect(() => vaultOf({ number: 1, key: randomBytes(32) }).open(sealed, place)).toThrow('cannot be opened');
    expect(() => vaultOf(NEW).open(sealed, place)).toThrow('DATA_KEYS has no key 1');
  });

  it('names its place in the error, and never its content', () => {
    const sealed = vaultOf(OLD).seal(TEXT, place);
    expect(() => vaultOf(NEW).open(sealed, place)).toThrow(
      new Error(`payout.personal_sealed of ${place.id} cannot be opened: DATA_KEYS has no key 1`),
    );
  });

  it('is sealed by the first key and opened by every one (S30)', () => {
    const before = vaultOf(OLD).seal(TEXT, place);
    const after = vaultOf(NEW, OLD).seal(TEXT, place);
    expect([before[1], after[1]]).toEqual([1, 2]);
    expect([before, after].map((sealed) => vaultOf(NEW, OLD).openText(sealed, place))).toEqual([TEXT, TEXT]);
  });

  it('has no repeated nonce among a hundred thousand values (S30)', () => {
    const vault = vaultOf(OLD);
    const nonces = new Set<string>();
    for (let count = 0; count < 100_000; count += 1)
      nonces.add(vault.seal('', place).subarray(2, 14).toString('latin1'));
    expect(nonces.size).toBe(100_000);
  });
});

describe('a hash', () => {
  it('does not depend on the data keys, and differs for another kind, value or hash key', () => {
    const hash = (vault: Vault, kind: string, value: string) => vault.hash(kind, value).toString('hex');
    const known = hash(vaultOf(OLD), 'account', '8760673566');
    expect(hash(vaultOf(NEW, OLD), 'account', '8760673566')).toBe(known);
    const others = [
      hash(vaultOf(OLD), 'phone', '8760673566'),
      hash(vaultOf(OLD), 'account', '8760673567'),
      hash(new Vault({ dataKeys: [OLD as never], dataHashKey: 'another' }), 'account', '8760673566'),
    ];
    expect(new Set([known, ...others]).size).toBe(4);
  });
});

describe('DATA_KEYS', () => {
  const key = randomBytes(32).toString('base64');
  it('is a list of numbered 32-byte keys, the newest first', () => {
    expect(parseDataKeys(`2:${key}, 1:${randomBytes(32).toString('base64url')}`)?.map(({ number }) => number)).toEqual([
      2, 1,
    ]);
  });

  it.each([
    '',
    key,
    `0:${key}`,
    `256:${key}`,
    `1:${key},1:${key}`,
    `1:${key.slice(4)}`,
    `1:${key}AAAA`,
    `1:${key};2:${key}`,
  ])('rejects %j', (text) => {
    expect(parseDataKeys(text)).toBeNull();
  });
});
