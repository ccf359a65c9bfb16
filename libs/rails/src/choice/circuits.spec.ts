import { Circuits } from './circuits.js';

let nowMs = 0;
let circuits: Circuits;
beforeEach(() => {
  nowMs = 1_000;
  circuits = new Circuits(() => nowMs);
});

const silences = (times: number, provider = 'north') => {
  for (let time = 0; time < times; time += 1) circuits.record(provider, 'silent');
};

describe('the circuit of a provider', () => {
  it('opens after five consecutive silences of this provider', () => {
    silences(4);
    expect(circuits.stateOf('north')).toBe('closed');
    silences(1);
    expect(circuits.stateOf('north')).toBe('open');
    expect(circuits.stateOf('south')).toBe('closed');
  });

  it('closes on the first response and resets its count', () => {
    silences(4);
    circuits.record('north', 'answered');
    silences(4);
    expect(circuits.stateOf('north')).toBe('closed');
    silences(10);
    circuits.record('north', 'answered');
    expect(circuits.stateOf('north')).toBe('closed');
  });

  it('is half open after thirty seconds without another silence', () => {
    silences(5);
    nowMs += 29_999;
    expect(circuits.stateOf('north')).toBe('open');
    nowMs += 1;
    expect(circuits.stateOf('north')).toBe('half_open');
    silences(1);
    expect(circuits.stateOf('north')).toBe('open');
    nowMs += 29_999;
    expect(circuits.stateOf('north')).toBe('open');
  });

  it('lets one test at a time through when it is half open', () => {
    silences(5);
    nowMs += 30_000;
    circuits.startTest('north');
    expect(circuits.stateOf('north')).toBe('open');
    nowMs += 30_000;
    expect(circuits.stateOf('north')).toBe('half_open');
    circuits.record('north', 'answered');
    expect(circuits.stateOf('north')).toBe('closed');
  });

  it('is not kept open by payouts that name the rail', () => {
    silences(5);
    nowMs += 20_000;
    circuits.startTest('north');
    nowMs += 10_000;
    expect(circuits.stateOf('north')).toBe('half_open');
  });
});
