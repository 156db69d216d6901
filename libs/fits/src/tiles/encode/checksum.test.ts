import { expect, test } from '@jest/globals';
import { checksumText, sumBoth, sumOf } from './checksum.js';

test('words are big-endian, and a carry comes round', () => {
  expect(sumOf(Uint8Array.of(0, 0, 1, 2, 0, 0, 0, 1))).toBe(0x103);
  expect(sumOf(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 5))).toBe(5);
  expect(sumOf(Uint8Array.of(0, 0, 0, 1, 7))).toBe(0x07000001);
});

test('the sum of a whole is that of its parts, wherever it is cut', () => {
  const bytes = Uint8Array.from({ length: 41 }, (_, i) => (i * 37 + 200) % 256);
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(sumBoth(sumOf(bytes.subarray(0, cut)), sumOf(bytes.subarray(cut)), cut)).toBe(sumOf(bytes));
});

test.each([0, 1, 0x12345678, 0xffffffff, 0x868229149 % 2 ** 32, 0x80000000, 0x0f3a5b60])(
  'letters and digits that make a sum of %i −0',
  (sum) => {
    const text = checksumText(sum);
    expect(text).toMatch(/^[0-9A-Za-z]{16}$/);
    // Bytes 11 to 26 of a card: three quarters into a word; what was there was the character 0.
    const card = (middle: string) => sumOf(Buffer.from('\0'.repeat(11) + middle + '\0', 'latin1'));
    const zeros = card('0'.repeat(16));
    const rest = sumBoth(sum, ~zeros >>> 0, 0);
    expect([0, 0xffffffff]).toContain(sumBoth(rest, card(text), 0));
  },
);
