import { expect, test } from '@jest/globals';
import { describeByteSource } from '../test/describe-byte-source.js';
import { memorySource } from './memory-source.js';
import { recording } from './recording.js';

describeByteSource('recording', async (bytes, name) => recording(memorySource(bytes, { name })));

test('lists what was read, in order, and only ranges', async () => {
  const source = recording(memorySource(new Uint8Array(100)));
  await source.read({ offset: 7, length: 3 }, { into: new Uint8Array(3) });
  await source.read({ offset: 0, length: 1 });
  expect(source.reads).toEqual([
    { offset: 7, length: 3 },
    { offset: 0, length: 1 },
  ]);
});
