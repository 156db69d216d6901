import { encodePixels, HeaderEditor, type Bitpix, type CardValue } from '#fits';
import { memorySource } from '#storage';

type Cards = readonly (readonly [keyword: string, value: CardValue])[];

export interface MadeHdu {
  readonly bitpix?: Bitpix;
  readonly axes: readonly number[];
  readonly cards?: Cards;
  /** pixel values; their running number without */
  readonly values?: (pixel: number) => number;
}

/** RA---TAN, DEC--TAN, 1 arcmin pixels, east to the left, reference in the middle. */
export function skyCards(width: number, height: number, lonDeg = 40, latDeg = -5): Cards {
  return [
    ['CTYPE1', 'RA---TAN'], ['CRVAL1', lonDeg], ['CRPIX1', (width + 1) / 2], ['CDELT1', -1 / 60], ['CUNIT1', 'deg'],
    ['CTYPE2', 'DEC--TAN'], ['CRVAL2', latDeg], ['CRPIX2', (height + 1) / 2], ['CDELT2', 1 / 60], ['CUNIT2', 'deg'],
    ['RADESYS', 'ICRS'],
  ]; // prettier-ignore
}

export const freqCards: Cards = [
  ['CTYPE3', 'FREQ'], ['CRVAL3', 1.42e9], ['CRPIX3', 1], ['CDELT3', 1e6], ['CUNIT3', 'Hz'],
]; // prettier-ignore

export const stokesCards: Cards = [
  ['CTYPE4', 'STOKES'], ['CRVAL4', 1], ['CRPIX4', 1], ['CDELT4', 1],
]; // prettier-ignore

/** A FITS file in memory: the first HDU is the primary one. Axes of [] make an HDU without data. */
export function makeFits(hdus: readonly MadeHdu[], tail: readonly Uint8Array[] = []): ReturnType<typeof memorySource> {
  const parts = hdus.flatMap(({ bitpix = -32, axes, cards = [], values = (i) => i }, index) => {
    const header = HeaderEditor.empty();
    if (index === 0) header.set('SIMPLE', true);
    else header.set('XTENSION', 'IMAGE');
    header.set('BITPIX', bitpix).set('NAXIS', axes.length);
    axes.forEach((size, axis) => header.set(`NAXIS${axis + 1}`, size));
    if (index === 0) header.set('EXTEND', true);
    else header.set('PCOUNT', 0).set('GCOUNT', 1);
    for (const [keyword, value] of cards) header.set(keyword, value);
    const pixels = axes.length === 0 ? 0 : axes.reduce((product, size) => product * size, 1);
    return [
      header.toBytes(),
      padded(
        encodePixels(
          Float64Array.from({ length: pixels }, (_, i) => values(i)),
          bitpix,
        ),
      ),
    ];
  });
  return memorySource(Buffer.concat([...parts, ...tail]), { name: 'sub/made.fits', lastModified: new Date('2026-03-04T05:06:07.890Z') });
}

/** CASA's table of one beam for each channel. */
export function beamsTable(channels: number): Uint8Array[] {
  const header = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 20);
  header.set('NAXIS2', channels).set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 5);
  ['BMAJ', 'BMIN', 'BPA', 'CHAN', 'POL'].forEach((name, i) => header.set(`TTYPE${i + 1}`, name).set(`TFORM${i + 1}`, i < 3 ? '1E' : '1J'));
  header.set('EXTNAME', 'BEAMS').set('NCHAN', channels).set('NPOL', 1);
  const rows = Buffer.alloc(channels * 20);
  for (let channel = 0; channel < channels; channel++) {
    [10 + channel, 5, 0].forEach((value, i) => rows.writeFloatBE(value, channel * 20 + i * 4));
    rows.writeInt32BE(channel, channel * 20 + 12);
  }
  return [header.toBytes(), padded(rows)];
}

function padded(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(data.length / 2880) * 2880);
  bytes.set(data);
  return bytes;
}
