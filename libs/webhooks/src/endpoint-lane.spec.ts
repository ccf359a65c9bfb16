import { EndpointLane, type Piece } from './endpoint-lane.js';
import { Places } from './places.js';

/** A piece whose sending ends when that is ordered. */
function heldPiece(): { piece: Piece; end: () => void } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const piece: Piece = {
    beginsBefore: Number.POSITIVE_INFINITY,
    send: () => ended.then(() => true),
    write: () => Promise.resolve(),
  };
  return { piece, end };
}

describe('a lane', () => {
  it('is settled when its last piece is written, and waits for that without a busy loop', async () => {
    const { piece, end } = heldPiece();
    const given = [[piece]];
    const lane = new EndpointLane(new Places(4), async () => given.shift() ?? []);
    await lane.pull();
    const turns = jest.spyOn(globalThis, 'setImmediate');
    let isSettled = false;
    const settled = lane.settled().then(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isSettled, lane.isIdleFor(0), turns.mock.calls.length]).toEqual([false, false, 0]);
    turns.mockRestore();
    end();
    await settled;
    expect(lane.isIdleFor(0)).toBe(true);
    expect(lane.isIdleFor(60_000)).toBe(false);
    await lane.settled();
  });

  it('is settled also when its pieces wait for a place until it is too late for them', async () => {
    const places = new Places(1);
    const { piece, end } = heldPiece();
    const first = [[piece]];
    const busy = new EndpointLane(places, async () => first.shift() ?? []);
    await busy.pull();
    const late = [[{ ...heldPiece().piece, beginsBefore: performance.now() + 5 }]];
    const waiting = new EndpointLane(places, async () => late.shift() ?? []);
    await waiting.pull();
    expect(waiting.isIdleFor(0)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    end();
    await Promise.all([busy.settled(), waiting.settled()]);
    expect(waiting.isIdleFor(0)).toBe(true);
  });
});
