import { ALERT_KINDS } from '#libs/payouts';
import { alertMessage, type UnsentAlert } from './alert-message.js';

const AT = new Date('2026-12-01T02:30:05.000Z');
const PAYOUT = '01985c4e-0000-7000-8000-00000000000a';

function alerts(count: number, payoutId: string | null = PAYOUT): UnsentAlert[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `01985c4e-0000-7000-8000-${String(index).padStart(12, '0')}`,
    payoutId,
    at: new Date(AT.getTime() + index * 1_000),
  }));
}

describe('the message about', () => {
  it('one alert says what it means, which payout it is about, what to do and where to read on', () => {
    const message = alertMessage('review', alerts(1));
    expect(message.text.split('\n')).toEqual([
      'Salur: an alert `review`: the provider reports no result for a payout',
      'Raised 2026-12-01 09:30:05 WIB',
      `Payout: ${PAYOUT}`,
      'Next: Run `salur payout show <payout>`, find out from the provider whether it was paid, then run `salur payout resolve`.',
      'Runbook: docs/RUNBOOK.md#review-the-provider-reports-no-result-for-a-payout; acknowledge with `salur alert ack 01985c4e-0000-7000-8000-000000000000`',
    ]);
    expect(message).toMatchObject({
      type: 'alert.raised',
      kind: 'review',
      payoutId: PAYOUT,
      count: 1,
      since: AT.toISOString(),
    });
  });

  it('a thousand alerts is one, short, and lists the newest', () => {
    const message = alertMessage('work_failing', alerts(1_000));
    expect(message.text).toContain('Salur: 1000 alerts `work_failing`');
    expect(message.text).toContain('Raised from 2026-12-01 09:30:05 WIB to 2026-12-01 09:46:44 WIB');
    expect(message).toMatchObject({ count: 1_000, since: AT.toISOString(), id: expect.stringMatching(/999$/) });
    expect(message.alerts).toHaveLength(20);
    expect(JSON.stringify(message).length).toBeLessThan(5_000);
  });

  it.each(ALERT_KINDS)('%s names a remedy and a section of the runbook', (kind) => {
    const { remedy, runbook, payoutId } = alertMessage(kind, alerts(1, null));
    expect(remedy).toMatch(/\.$/);
    expect(runbook).toMatch(new RegExp(`^docs/RUNBOOK\\.md#${kind}-`));
    expect(payoutId).toBeNull();
  });
});
