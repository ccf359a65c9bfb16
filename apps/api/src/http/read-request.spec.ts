import { cpuMsOf } from '../../../../test/support/cpu-ms-of.js';
import { waitSeconds } from './read-request.js';

describe('waitSeconds', () => {
  it.each([
    ['wait=10', 10],
    ['wait=0', 0],
    ['wait=60', 60],
    ['wait=61', 60],
    ['wait=99999', 60],
    ['WAIT = 5', 5],
    ['wait="7"', 7],
    ['wait=7; foo=bar', 7],
    ['respond-async, wait=7', 7],
    ['respond-async,wait=7,handling=lenient', 7],
    ['foo="a, wait=3", wait=4', 4],
    ['foo="a \\", wait=3", wait=4', 4],
    ['wait=5, wait=6', 5],
    ['foo; wait=3', null],
    ['await=3', null],
    ['wait', null],
    ['wait=', null],
    ['wait=-1', null],
    ['wait=1.5', null],
    ['wait=1e1', null],
    ['wait=abc, wait=5', null],
    ['wait=9999999', null],
    ['return=minimal', null],
    ['', null],
    [undefined, null],
  ])('reads %j as %j', (header, seconds) => {
    expect(waitSeconds(header)).toBe(seconds);
  });

  it('is not slowed down by a hostile header', () => {
    const read = () => {
      for (const text of ['"', ',', 'wait=', '"\\', ' ;', 'wait="']) waitSeconds(text.repeat(990 / text.length));
    };
    expect(cpuMsOf(read)).toBeLessThan(1_000);
    expect(waitSeconds(`${'x,'.repeat(600)}wait=5`)).toBeNull();
  });
});
