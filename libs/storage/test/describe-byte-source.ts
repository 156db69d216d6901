import { describe, expect, test } from '@jest/globals';
import { CancelledError, DamagedError, FatalError } from '#faults';
import type { ByteSource } from '#fits';

/** What every ByteSource does; `make` gives a source over these bytes, each time a new one. */
export function describeByteSource(kind: string, make: (bytes: Uint8Array, name: string) => Promise<ByteSource>): void {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

  async function opened(run: (source: ByteSource) => Promise<void>): Promise<void> {
    const source = await make(bytes, 'sample.fits');
    try {
      await run(source);
    } finally {
      await source.close();
    }
  }

  describe(kind, () => {
    test('tells name, size, a plain etag and a date', () =>
      opened(async (source) => {
        expect(source).toMatchObject({ name: 'sample.fits', size: 1000 });
        expect(source.etag).toMatch(/^[\w.-]+$/);
        expect(source.lastModified.getTime()).not.toBeNaN();
      }));

    test.each([
      [0, 1],
      [1, 2],
      [251, 700],
      [999, 1],
      [0, 1000],
      [500, 0],
      [1000, 0],
    ])('reads exactly %i + %i', (offset, length) =>
      opened(async (source) => {
        const got = await source.read({ offset, length });
        expect(Array.from(got)).toEqual(Array.from(bytes.subarray(offset, offset + length)));
      }),
    );

    test.each([
      [999, 2],
      [1000, 1],
      [5000, 1],
      [-1, 2],
      [0, -1],
      [0.5, 1],
      [NaN, 1],
    ])('refuses %d + %d as not within the file', (offset, length) =>
      opened(async (source) => {
        const reading = source.read({ offset, length });
        await expect(reading).rejects.toBeInstanceOf(DamagedError);
        await expect(reading).rejects.toMatchObject({ site: { file: 'sample.fits', offset } });
      }),
    );

    test('reads into the place given and touches nothing beside it', () =>
      opened(async (source) => {
        const place = new Uint8Array(10).fill(255);
        const got = await source.read({ offset: 7, length: 4 }, { into: place.subarray(3, 9) });
        expect(got.buffer).toBe(place.buffer);
        expect([got.byteOffset, got.length]).toEqual([3, 4]);
        expect(Array.from(place)).toEqual([255, 255, 255, 7, 8, 9, 10, 255, 255, 255]);
      }));

    test('refuses a place that is too short', () =>
      opened((source) => expect(source.read({ offset: 0, length: 4 }, { into: new Uint8Array(3) })).rejects.toBeInstanceOf(FatalError)));

    test('what was read belongs to the reader', () =>
      opened(async (source) => {
        (await source.read({ offset: 0, length: 10 })).fill(99);
        expect(Array.from(await source.read({ offset: 0, length: 3 }))).toEqual([0, 1, 2]);
      }));

    test('many reads at a time do not mix', () =>
      opened(async (source) => {
        const got = await Promise.all(Array.from({ length: 200 }, (_, i) => source.read({ offset: i * 3, length: 5 })));
        expect(got.map((part) => part[4])).toEqual(Array.from({ length: 200 }, (_, i) => bytes[i * 3 + 4]));
      }));

    test('an aborted reader gets CancelledError', () =>
      opened(async (source) => {
        const reading = source.read({ offset: 0, length: 10 }, { signal: AbortSignal.abort() });
        await expect(reading).rejects.toBeInstanceOf(CancelledError);
        const alive = new AbortController();
        expect(await source.read({ offset: 0, length: 10 }, { signal: alive.signal })).toHaveLength(10);
      }));

    test('the same bytes have the same etag, and it stays', async () => {
      const source = await make(bytes, 'a.fits');
      const { etag } = source;
      await source.read({ offset: 0, length: 100 });
      expect(source.etag).toBe(etag);
      await source.close();
    });

    test('other bytes have another etag', async () => {
      const sources = [
        await make(bytes, 'a.fits'),
        await make(
          bytes.map((byte) => byte + 1),
          'a.fits',
        ),
      ];
      expect(sources[0].etag).not.toBe(sources[1].etag);
      await Promise.all(sources.map((source) => source.close()));
    });

    test('closes twice, after the reads under way, and reads no more', async () => {
      const source = await make(bytes, 'a.fits');
      const reading = source.read({ offset: 10, length: 500 });
      await Promise.all([source.close(), source.close()]);
      expect(await reading).toHaveLength(500);
      await expect(source.read({ offset: 0, length: 1 })).rejects.toBeInstanceOf(FatalError);
    });
  });
}
