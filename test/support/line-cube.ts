import { encodePixels, HeaderEditor } from '#fits';

/** A small cube whose every product has a closed formula; `valueAt` gives Jy/beam at 0-based pixels. */
export const GRID = { width: 33, height: 33, channels: 41, pixelArcsec: 2, lonDeg: 150, latDeg: 2, kms: 1000, stepKms: 5, beamArcsec: 6 };

/** Of the middle channel on, rising. */
export const velocityOf = (channel: number): number => GRID.kms + (channel - (GRID.channels - 1) / 2) * GRID.stepKms;

/** North of the middle, arcsec. */
export const northOf = (y: number): number => (y - (GRID.height - 1) / 2) * GRID.pixelArcsec;

/** A Gaussian line in every pixel, of one width and height; its place changes from column to column. */
export const LINE = { peak: 2, sigmaKms: 12, kmsAt: (x: number): number => GRID.kms + (x - (GRID.width - 1) / 2) };

export const lineValue = (x: number, _y: number, channel: number): number =>
  LINE.peak * Math.exp(-0.5 * ((velocityOf(channel) - LINE.kmsAt(x)) / LINE.sigmaKms) ** 2);

export function gridCube(valueAt: (x: number, y: number, channel: number) => number): Buffer {
  const { width, height, channels } = GRID;
  const values = new Float64Array(width * height * channels);
  for (let k = 0, i = 0; k < channels; k++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values[i++] = valueAt(x, y, k);
  const pixels = encodePixels(values, -32);
  return Buffer.concat([header(), pixels, Buffer.alloc((2880 - (pixels.length % 2880)) % 2880)]);
}

function header(): Uint8Array {
  const { width, height, channels, pixelArcsec, lonDeg, latDeg, kms, stepKms, beamArcsec } = GRID;
  const editor = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', -32).set('NAXIS', 3);
  const axes = [
    [width, 'RA---TAN', lonDeg, -pixelArcsec / 3600, 'deg'],
    [height, 'DEC--TAN', latDeg, pixelArcsec / 3600, 'deg'],
    [channels, 'VRAD', kms * 1000, stepKms * 1000, 'm/s'],
  ] as const;
  axes.forEach(([length], i) => editor.set(`NAXIS${i + 1}`, length));
  editor.set('OBJECT', 'Grid').set('BUNIT', 'Jy/beam').set('RADESYS', 'ICRS').set('SPECSYS', 'BARYCENT').set('RESTFRQ', 1420405751.768);
  editor
    .set('BMAJ', beamArcsec / 3600)
    .set('BMIN', beamArcsec / 3600)
    .set('BPA', 0);
  for (const [i, [length, ctype, crval, cdelt, cunit]] of axes.entries()) {
    const n = i + 1;
    editor
      .set(`CTYPE${n}`, ctype)
      .set(`CRVAL${n}`, crval)
      .set(`CRPIX${n}`, (length + 1) / 2)
      .set(`CDELT${n}`, cdelt)
      .set(`CUNIT${n}`, cunit);
  }
  return editor.toBytes();
}

/** The cube with an extension STAT of variances beside it. */
export function withVariances(cube: Buffer, valueAt: () => number): Buffer {
  const { width, height, channels } = GRID;
  const pixels = encodePixels(new Float64Array(width * height * channels).map(valueAt), -32);
  const editor = HeaderEditor.empty().set('XTENSION', 'IMAGE').set('BITPIX', -32).set('NAXIS', 3);
  [width, height, channels].forEach((length, i) => editor.set(`NAXIS${i + 1}`, length));
  editor.set('PCOUNT', 0).set('GCOUNT', 1).set('EXTNAME', 'STAT');
  return Buffer.concat([cube, editor.toBytes(), pixels, Buffer.alloc((2880 - (pixels.length % 2880)) % 2880)]);
}
