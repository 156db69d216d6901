import { open } from 'node:fs/promises';

/** A square int16 image (TAN, 1″ pixels): background, noise of a few counts and some stars, as cameras give them; compresses by Rice about 1 : 2.5. */
export async function writeImage(path: string, side: number, bitpix: 16 | 32 = 16): Promise<void> {
  const file = await open(path, 'w');
  const cards = [
    card('SIMPLE', 'T'),
    card('BITPIX', bitpix),
    card('NAXIS', 2),
    card('NAXIS1', side),
    card('NAXIS2', side),
    card('CTYPE1', "'RA---TAN'"),
    card('CTYPE2', "'DEC--TAN'"),
    card('CRVAL1', CENTRE.ra),
    card('CRVAL2', CENTRE.dec),
    card('CRPIX1', side / 2 + 0.5),
    card('CRPIX2', side / 2 + 0.5),
    card('CDELT1', -1 / 3600),
    card('CDELT2', 1 / 3600),
  ];
  await file.write([...cards, 'END'.padEnd(80)].join('').padEnd(2880));
  const bytes = bitpix / 8;
  const row = Buffer.alloc(side * bytes);
  for (let y = 0, state = 1; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        sum += state >>> 26;
      }
      const star = x % 97 < 5 && y % 89 < 5 ? 3000 : 0;
      const value = 1000 + sum / 4 + star;
      if (bitpix === 16) row.writeInt16BE(value, 2 * x);
      else row.writeInt32BE(value, 4 * x);
    }
    await file.write(row);
  }
  await file.write(Buffer.alloc((2880 - ((side * side * bytes) % 2880)) % 2880));
  await file.close();
}

/** The corner positions of a box about the middle of the image, as POLYGON takes them. */
export function middleBox(pixels: number): string {
  const half = (pixels / 2 - 0.25) / 3600;
  const lon = (dy: number, dx: number) => CENTRE.ra + dx / Math.cos(((CENTRE.dec + dy) * Math.PI) / 180);
  const corners = [[half, -half], [half, half], [-half, half], [-half, -half]]; // prettier-ignore
  return corners.map(([dx, dy]) => `${lon(dy, dx)} ${CENTRE.dec + dy}`).join(' ');
}

const CENTRE = { ra: 150, dec: 2 };

function card(name: string, value: string | number): string {
  return `${name.padEnd(8)}= ${String(value).startsWith("'") ? value : String(value).padStart(20)}`.padEnd(80);
}
