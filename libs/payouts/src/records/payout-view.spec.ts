import { Vault } from '#libs/platform';
import { NO_FINDINGS } from '../explain/explained.js';
import { NOT_YET_KNOWN } from './payout.entity.js';
import { type Beside, payoutView, type ViewedPayout, type ViewOptions, viewOfSnapshot } from './payout-view.js';
import type { KnownPeople } from './personal-data.js';
import { SealedData } from './personal-data.js';

const ID = '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11';
const AT = new Date('2026-11-30T02:00:00.123Z');
const LATER = new Date('2026-11-30T02:10:00.456Z');

const PAYOUT: ViewedPayout = {
  ...NOT_YET_KNOWN,
  id: ID,
  reference: 'INV-1',
  amount: 50_000n,
  rail: 'duitku.online',
  provider: 'duitku',
  bankCode: '014',
  outlet: null,
  purpose: null,
  metadata: { b: '2', a: '1' },
  confirmation: 'automatic',
  createdAt: AT,
  updatedAt: AT,
};

const PEOPLE: KnownPeople = {
  accountNumber: '8760673566',
  accountHolderName: 'Siti',
  recipient: null,
  sender: { id: '7', name: 'PT Maju', phoneNumber: '081234567890' },
  accountName: 'SITI RAHAYU   ',
};

const RECIPIENT = {
  outlet: 'indomaret',
  recipientName: 'Siti Rahayu',
  phoneNumber: '081234567890',
  identityNumber: '3175000000000001',
  address: 'Jl. Merdeka 1',
} as const;

const BESIDE: Beside = { standing: { kind: 'ready' }, findings: NO_FINDINGS, proposal: null, twoPeopleFrom: null };
const FULL: ViewOptions = { numbers: 'full', language: 'en', beside: BESIDE };
const MASKED: ViewOptions = { ...FULL, numbers: 'masked' };
const SETTINGS = { twoPeopleFrom: null, defaultLanguage: 'en' } as const;

describe('the view of a payout', () => {
  it('has every key, null when it has no value, names as they are without padding, and metadata in order', () => {
    const view = payoutView(PAYOUT, PEOPLE, FULL);
    expect(view).toEqual({
      id: ID,
      reference: 'INV-1',
      status: 'created',
      amount: 50_000,
      currency: 'IDR',
      rail: 'duitku.online',
      provider: 'duitku',
      destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566', accountHolderName: 'Siti' },
      accountName: 'SITI RAHAYU',
      nameMatch: null,
      fee: null,
      feeExpected: null,
      purpose: null,
      sender: PEOPLE.sender,
      metadata: { a: '1', b: '2' },
      confirmation: 'automatic',
      warnings: null,
      pendingReason: null,
      proof: null,
      failure: null,
      review: null,
      waiting: null,
      explanation: {
        standing: 'ready',
        since: AT.toISOString(),
        why: 'Salur accepted it at 2026-11-30 09:00:00 WIB.',
        next: 'A worker asks duitku about the recipient next.',
        until: null,
      },
      replacesPayoutId: null,
      providerReference: null,
      cashPickup: null,
      nextCheckAt: null,
      createdAt: AT.toISOString(),
      updatedAt: AT.toISOString(),
      completedAt: null,
      version: 1,
      unreadable: false,
    });
    expect(Object.keys(view.metadata)).toEqual(['a', 'b']);
  });

  it('masks account, phone and identity numbers where that is asked for', () => {
    expect(payoutView(PAYOUT, PEOPLE, MASKED)).toMatchObject({
      destination: { accountNumber: '******3566' },
      sender: { name: 'PT Maju', phoneNumber: '********7890' },
    });
    const cash = payoutView(
      { ...PAYOUT, bankCode: null, outlet: 'indomaret' },
      { ...PEOPLE, recipient: RECIPIENT },
      MASKED,
    );
    expect(cash.destination).toEqual({
      ...{ type: 'cash_pickup', outlet: 'indomaret', recipientName: 'Siti Rahayu', address: 'Jl. Merdeka 1' },
      ...{ phoneNumber: '********7890', identityNumber: '************0001' },
    });
  });

  it.each([
    ['created', false],
    ['inquired', false],
    ['transferring', true],
    ['pending', true],
    ['review', true],
    ['succeeded', true],
    ['failed', true],
    ['cancelled', false],
    ['returned', false],
  ] as const)('of one that is %s says when the provider is asked next: %s', (status, says) => {
    const { nextCheckAt } = payoutView({ ...PAYOUT, status, dueAt: LATER }, PEOPLE, FULL);
    expect(nextCheckAt).toBe(says ? LATER.toISOString() : null);
  });

  it('has the reason of a failure, of a review with its proposal, and of a wait', () => {
    const failed = {
      failureCode: 'invalid_account',
      failureMessage: 'No such account',
      failureProviderCode: '76',
    } as const;
    expect(payoutView({ ...PAYOUT, ...failed }, PEOPLE, FULL).failure).toEqual({
      ...{ code: 'invalid_account', message: 'No such account', providerCode: '76' },
    });
    const reviewed = { reviewReason: 'unresolved', reviewSince: LATER } as const;
    const proposal = {
      resolution: 'paid',
      reason: 'Seen',
      evidence: null,
      by: 'key:1',
      byName: 'Budi',
      at: AT.toISOString(),
    } as const;
    expect(payoutView({ ...PAYOUT, ...reviewed }, PEOPLE, { ...FULL, beside: { ...BESIDE, proposal } }).review).toEqual(
      {
        ...{ reason: 'unresolved', since: LATER.toISOString(), proposal },
      },
    );
    const standing = { kind: 'awaits_window', until: LATER } as const;
    expect(payoutView(PAYOUT, PEOPLE, { ...FULL, beside: { ...BESIDE, standing } }).waiting).toEqual({
      ...{ reason: 'window', until: LATER.toISOString() },
    });
  });

  it('is the same from the snapshot that a move stores, with numbers masked', () => {
    const vault = new Vault({
      dataKeys: [{ number: 1, key: Buffer.alloc(32, 7) }],
      dataHashKey: 'for this test alone',
    });
    const sealed = new SealedData(vault);
    const { accountName, ...personal } = PEOPLE;
    const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;
    // As to_jsonb writes a row: bytes as hex, times with microseconds and an offset, rupiah as numbers.
    const snapshot = {
      ...{ id: ID, reference: 'INV-1', status: 'succeeded', amount: 50000, currency: 'IDR', rail: 'duitku.online' },
      ...{ provider: 'duitku', bank_code: '014', outlet: null, purpose: null, metadata: { b: '2', a: '1' }, fee: 1500 },
      ...{ personal_sealed: hex(sealed.sealPersonal(ID, personal)), name_match: 'close', proof: 'status_check' },
      ...{ account_name_sealed: hex(sealed.sealAccountName(ID, accountName as string)), confirmation: 'automatic' },
      ...{ pending_reason: null, failure_code: null, failure_message: null, failure_provider_code: null },
      ...{ review_reason: null, review_since: null, waiting_reason: null, waiting_until: null, version: 4 },
      ...{ replaces_payout_id: null, provider_reference: 'A-1', due_at: '2026-11-30T09:10:00.456789+07:00' },
      ...{ created_at: '2026-11-30T02:00:00.123456+00:00', updated_at: '2026-11-30T02:00:00.123+00:00' },
      completed_at: '2026-11-30T02:10:00.4561+00:00',
    };
    const succeeded = { status: 'succeeded', fee: 1500n, nameMatch: 'close', proof: 'status_check' } as const;
    const then = { providerReference: 'A-1', dueAt: LATER, completedAt: LATER, version: 4 };
    const beside = { ...BESIDE, standing: { kind: 'final' } } as const;
    expect(viewOfSnapshot(snapshot, vault, SETTINGS)).toEqual(
      payoutView({ ...PAYOUT, ...succeeded, ...then }, PEOPLE, { ...MASKED, beside, warnings: [] }),
    );
    const rerouted = { status: 'created', waiting_reason: 'funds', waiting_until: '2026-11-30T02:10:00.456+00:00' };
    expect(viewOfSnapshot({ ...snapshot, ...rerouted }, vault, SETTINGS)).toMatchObject({
      ...{ status: 'created', waiting: { reason: 'funds', until: LATER.toISOString() } },
    });
    const decides = { status: 'inquired', proof: null, completed_at: null, confirmed_by: 'key:1', is_doubted: true };
    expect(viewOfSnapshot({ ...snapshot, ...decides }, vault, SETTINGS)).toMatchObject({
      ...{ waiting: { reason: 'approval' }, explanation: { standing: 'doubted' } },
    });
    const twoPeople = { ...SETTINGS, twoPeopleFrom: 50_000n };
    expect(viewOfSnapshot({ ...snapshot, ...decides, is_doubted: false }, vault, twoPeople).explanation).toMatchObject({
      standing: 'awaits_second_person',
    });
    const indonesian = { ...SETTINGS, defaultLanguage: 'id' } as const;
    expect(viewOfSnapshot(snapshot, vault, indonesian).explanation.why).toContain('Sudah dibayar');
    expect(() => viewOfSnapshot({ ...snapshot, personal_sealed: '\\x00' }, vault, SETTINGS)).toThrow(
      'cannot be opened',
    );
  });
});
