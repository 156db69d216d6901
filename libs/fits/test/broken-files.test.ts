import { expect, test } from '@jest/globals';
import { DomainError } from '#faults';
import { FitsFile } from '../src/index.js';
import { bytesSource, fixture } from './fixtures.js';

/** Park and Miller's generator: the same "random" damage in each run. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48271) % 2147483647) % limit;
}

test.each(['kinds.fits', 'groups.fits', 'cards.fits'])(
  '%s with random damage opens or is refused by name, and is never read beyond its end',
  async (name) => {
    const whole = fixture(name);
    const below = randomBelow(20260);
    const faults = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const broken = Buffer.from(whole.subarray(0, below(3) === 0 ? below(whole.length) : whole.length));
      for (let hits = below(12); hits > 0 && broken.length > 0; hits--)
        broken[below(Math.min(broken.length, 12_000))] = below(4) === 0 ? below(256) : 0x20 + below(32);
      const outcome = await FitsFile.open(bytesSource(broken)).then(
        ({ hdus }) => hdus.map(({ header }) => header.cards.map((card) => header.value(card.keyword))),
        (error: unknown) => error,
      );
      if (outcome instanceof DomainError) faults.add(outcome.fault);
      else expect(outcome).toBeInstanceOf(Array);
    }
    expect([...faults]).toEqual(['damaged']);
  },
);
