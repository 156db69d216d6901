import { truncate, writeFile } from 'node:fs/promises';

const CARD = 80;
const BLOCK = 2880;

/** Writes a float32 cube of zeros that takes no room on the disk, for tests in which only the amount of bytes matters. */
export async function writeSparseCube(path: string, [nx, ny, nz]: readonly [number, number, number]): Promise<number> {
  const cards = [
    ['SIMPLE', 'T'],
    ['BITPIX', '-32'],
    ['NAXIS', '3'],
    ...[nx, ny, nz].map((n, i) => [`NAXIS${i + 1}`, String(n)]),
    ...axis(1, "'RA---SIN'", 150, nx / 2, -1e-3),
    ...axis(2, "'DEC--SIN'", 2, ny / 2, 1e-3),
    ...axis(3, "'FREQ    '", 1.4e9, 1, 1e5),
  ].map(([name, value]) => `${name.padEnd(8)}= ${value.startsWith("'") ? value.padEnd(20) : value.padStart(20)}`.padEnd(CARD));
  const header = [...cards, 'END'.padEnd(CARD)].join('');
  const headerBytes = Math.ceil(header.length / BLOCK) * BLOCK;
  const bytes = headerBytes + Math.ceil((nx * ny * nz * 4) / BLOCK) * BLOCK;
  await writeFile(path, header.padEnd(headerBytes));
  await truncate(path, bytes);
  return bytes;
}

function axis(n: number, ctype: string, value: number, reference: number, step: number): string[][] {
  return [
    [`CTYPE${n}`, ctype],
    [`CRVAL${n}`, value.toExponential().toUpperCase()],
    [`CRPIX${n}`, String(reference)],
    [`CDELT${n}`, step.toExponential().toUpperCase()],
  ];
}
