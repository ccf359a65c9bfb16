import fc from 'fast-check';
import { EDGES, isFinal, judge, type PayoutEventName, type PayoutStatus, STATUSES, TRANSITIONS } from './status.js';

const EVENTS = [...new Set(EDGES.map((edge) => edge.event))];
const event = fc.constantFrom(...EVENTS);
const SEQUENCES = 100_000;

/** Plays events on a new payout; those that do not apply change nothing. */
function play(
  events: readonly PayoutEventName[],
): { status: PayoutStatus; event: PayoutEventName; before: PayoutStatus }[] {
  let status: PayoutStatus = 'created';
  const moves: { status: PayoutStatus; event: PayoutEventName; before: PayoutStatus }[] = [];
  for (const name of events) {
    const verdict = judge(status, name);
    if (verdict.kind !== 'move') continue;
    moves.push({ before: status, event: name, status: verdict.to });
    status = verdict.to;
  }
  return moves;
}

describe('the state machine', () => {
  it('reaches every status from created', () => {
    const reached = new Set<PayoutStatus>(['created']);
    for (const from of reached) for (const edge of EDGES) if (edge.from === from) reached.add(edge.to);
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });

  it('names only statuses that exist', () => {
    for (const edge of EDGES) expect(STATUSES).toContain(edge.to);
  });

  it('starts a transfer only from inquired, by a confirmation', () => {
    const starts = EDGES.filter((edge) => edge.to === 'transferring');
    expect(starts).toEqual([{ from: 'inquired', event: 'confirmed', to: 'transferring' }]);
  });

  it('leads back before a transfer only by proof that none of it left or that it was refused', () => {
    const back = EDGES.filter((edge) => edge.from !== 'created' && (edge.to === 'created' || edge.to === 'inquired'));
    expect(back.map(({ from, event: name }) => `${from} ${name}`)).toEqual([
      'transferring not_sent',
      'transferring rerouted',
    ]);
  });

  it('leaves a final status only by a return or a contradiction', () => {
    const left = EDGES.filter(({ from, to }) => isFinal(from) && to !== from).map(
      ({ from, event: name }) => `${from} ${name}`,
    );
    expect(left).toEqual(['succeeded returned', 'succeeded contradicted', 'failed contradicted']);
    expect(TRANSITIONS.cancelled).toEqual({});
    expect(TRANSITIONS.returned).toEqual({});
  });

  it('calls an event that names the present status a duplicate, and any other unlisted one illegal', () => {
    expect(judge('succeeded', 'paid')).toEqual({ kind: 'duplicate' });
    expect(judge('pending', 'ambiguous')).toEqual({ kind: 'duplicate' });
    expect(judge('cancelled', 'cancelled')).toEqual({ kind: 'duplicate' });
    expect(judge('failed', 'paid')).toEqual({ kind: 'illegal' });
    expect(judge('cancelled', 'confirmed')).toEqual({ kind: 'illegal' });
  });

  it(`keeps its promises over ${SEQUENCES} random histories`, () => {
    const histories = fc.array(event, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(histories, (events) => promisesHold(play(events))),
      { numRuns: SEQUENCES },
    );
  });

  it('does not depend on repeated answers: playing every event twice ends the same', () => {
    // `rerouted` and `not_sent` open a new round, in which a repetition is news and not a duplicate.
    const answers = fc.array(fc.constantFrom(...EVENTS.filter((name) => name !== 'rerouted' && name !== 'not_sent')), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(answers, (events) => {
        const once = play(events).at(-1)?.status ?? 'created';
        const twice = play(events.flatMap((name) => [name, name])).at(-1)?.status ?? 'created';
        return once === twice;
      }),
      { numRuns: 10_000 },
    );
  });
});

/** The promises, over a whole history and apart from the table: what an auditor would check by hand. */
function promisesHold(
  moves: readonly { status: PayoutStatus; event: PayoutEventName; before: PayoutStatus }[],
): boolean {
  let transferOpen = false;
  let moneyMayHaveMoved = false;
  for (const { before, event: name, status } of moves) {
    if (status === 'transferring') {
      // Never a second transfer while the first is not known to have moved nothing.
      if (transferOpen || moneyMayHaveMoved) return false;
      transferOpen = true;
    }
    if (before === 'transferring') {
      transferOpen = false;
      if (!['refused', 'not_sent', 'rerouted'].includes(name)) moneyMayHaveMoved = true;
    }
    // What may have moved is never called off, and success always had a transfer.
    if (status === 'cancelled' && moneyMayHaveMoved) return false;
    if (status === 'succeeded' && !moneyMayHaveMoved) {
      const afterAll = moves.some((move) => move.event === 'contradicted');
      if (!afterAll) return false;
    }
    if (isFinal(before) && status !== before && name !== 'returned' && name !== 'contradicted') return false;
    if (name === 'proven' && status !== before) return false;
  }
  return true;
}
