import { open } from 'node:fs/promises';
import { endianness } from 'node:os';

/** 1024 × 1024 × 256 float32 (1 GiB), SIN, radio velocity; DaCHS's cube of the same name has the same geometry. */
export const cube = { nx: 1024, ny: 1024, nz: 256, bytesPerPixel: 4 } as const;
const sky = { ra: 150.1, dec: 2.2, cellDeg: 2 / 3600, xRef: 513, yRef: 513 };
const line = { restHz: 1.420405751786e9, firstMetresPerSecond: 1.0e6, stepMetresPerSecond: 5000 };
const C = 299792458;
const BLOCK = 2880;

/** Writes the cube, also with another number of channels; every plane is another shuffle of the same noise, so that no page is like its neighbour. */
export async function writeCube(path: string, nz: number = cube.nz): Promise<void> {
  const file = await open(path, 'w');
  const header = [...cards(nz), 'END'.padEnd(80)].join('');
  await file.write(header.padEnd(Math.ceil(header.length / BLOCK) * BLOCK));
  const plane = noisePlane();
  for (let k = 0; k < nz; k++) {
    const start = (k * 4099 * 4) % plane.length;
    await file.write(plane.subarray(start));
    await file.write(plane.subarray(0, start));
  }
  const data = cube.nx * cube.ny * nz * cube.bytesPerPixel;
  await file.write(Buffer.alloc((BLOCK - (data % BLOCK)) % BLOCK));
  await file.close();
}

/** SODA filters of a box given by its first pixel (1-based) and size; the ends lie where rounding and truncation agree. */
export function box(first: readonly [number, number], size: number): string {
  const [x, y] = first;
  const corners = [[x, y], [x, y + size - 1], [x + size - 1, y + size - 1], [x + size - 1, y]]; // prettier-ignore
  return corners
    .flatMap(([px, py]) => skyOf(px, py))
    .map((degrees) => degrees.toFixed(10))
    .join(' ');
}

export function band(firstChannel: number, channels: number): string {
  const ends = [firstChannel + 0.1, firstChannel + channels - 1 + 0.1].map((channel) => {
    const velocity = line.firstMetresPerSecond + (channel - 1) * line.stepMetresPerSecond;
    return C / (line.restHz * (1 - velocity / C));
  });
  return ends.toSorted((a, b) => a - b).join(' ');
}

/** SIN, WCS Paper II §5.1.5 with both parameters zero. */
function skyOf(px: number, py: number): [number, number] {
  const [l, m] = [-(px - sky.xRef), py - sky.yRef].map((offset) => (offset * sky.cellDeg * Math.PI) / 180);
  const n = Math.sqrt(1 - l * l - m * m);
  const dec0 = (sky.dec * Math.PI) / 180;
  const dec = Math.asin(m * Math.cos(dec0) + n * Math.sin(dec0));
  const ra = Math.atan2(l, n * Math.cos(dec0) - m * Math.sin(dec0));
  return [sky.ra + (ra * 180) / Math.PI, (dec * 180) / Math.PI];
}

function noisePlane(): Buffer {
  const values = new Float32Array(cube.nx * cube.ny);
  for (let i = 0, state = 1; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = state / 2 ** 32 - 0.5;
  }
  const bytes = Buffer.from(values.buffer);
  return endianness() === 'LE' ? bytes.swap32() : bytes;
}

function cards(nz: number): string[] {
  const card = (name: string, value: string | number): string =>
    `${name.padEnd(8)}= ${typeof value === 'string' ? `'${value.padEnd(8)}'`.padEnd(20) : String(value).padStart(20)}`.padEnd(80);
  const axis = (n: number, ctype: string, crval: number, crpix: number, cdelt: number, cunit: string): string[] => [
    card(`CTYPE${n}`, ctype),
    card(`CRVAL${n}`, crval),
    card(`CRPIX${n}`, crpix),
    card(`CDELT${n}`, Number(cdelt.toPrecision(15))),
    card(`CUNIT${n}`, cunit),
  ];
  return [
    `SIMPLE  = ${'T'.padStart(20)}`.padEnd(80),
    card('BITPIX', -32),
    card('NAXIS', 3),
    card('NAXIS1', cube.nx),
    card('NAXIS2', cube.ny),
    card('NAXIS3', nz),
    ...axis(1, 'RA---SIN', sky.ra, sky.xRef, -sky.cellDeg, 'deg'),
    ...axis(2, 'DEC--SIN', sky.dec, sky.yRef, sky.cellDeg, 'deg'),
    ...axis(3, 'VRAD', line.firstMetresPerSecond, 1, line.stepMetresPerSecond, 'm/s'),
    card('RESTFRQ', line.restHz),
    card('SPECSYS', 'LSRK'),
    card('RADESYS', 'ICRS'),
    card('BUNIT', 'Jy/beam'),
    card('OBJECT', 'BENCH'),
  ];
}
