import { createHash } from 'node:crypto';
import { Header } from '#fits';
import { alternatesOf, Wcs } from '#wcs';
import { type Case, pixelsOf } from './golden.js';
import { plainFits, type PlainHdu } from './plain-fits.js';

/** Everything about a cutout that is not as the golden case says, as sentences. */
export function compareCutout(answer: Uint8Array, original: readonly PlainHdu[], expected: NonNullable<Case['hdus']>): string[] {
  const hdus = plainFits(answer);
  if (hdus.length !== expected.length) return [`${hdus.length} HDUs instead of ${expected.length}`];
  return expected.flatMap(([source, box, sha256, bitpix], k) => {
    const at = `HDU ${k} (from ${source}): `;
    const pixels = box?.split(' ').map(pixelsOf);
    const problems = pixels === undefined ? dataless(hdus[k]) : cut(hdus[k], original[source], pixels, sha256 as string, bitpix);
    return [...problems, ...lostCards(hdus[k], original[source], pixels, bitpix !== undefined)].map((problem) => at + problem);
  });
}

function dataless(hdu: PlainHdu): string[] {
  return hdu.axes.length === 0 ? [] : [`kept with data, ${hdu.axes.join('×')}`];
}

function cut(hdu: PlainHdu, source: PlainHdu, pixels: readonly number[][], sha256: string, bitpix = source.bitpix): string[] {
  const axes = pixels.map((axis) => axis.length).join('×');
  if (hdu.axes.join('×') !== axes) return [`${hdu.axes.join('×')} pixels instead of ${axes}`];
  const problems: string[] = [];
  if (hdu.bitpix !== bitpix) problems.push(`BITPIX ${hdu.bitpix} instead of ${bitpix}`);
  if (createHash('sha256').update(hdu.data).digest('hex') !== sha256) problems.push('the pixels differ from the slice');
  return [...problems, ...wcsDifferences(hdu, source, pixels)];
}

const SKY_DEG = 1e-9;
const RELATIVE = 1e-12;

/** The world coordinates of a coarse grid of pixels, corners included, in every description that the original has. */
function wcsDifferences(hdu: PlainHdu, source: PlainHdu, pixels: readonly number[][]): string[] {
  const [after, before] = [headerOf(hdu), headerOf(source)];
  const alternates = alternatesOf(before);
  if (alternatesOf(after).join() !== alternates.join()) return [`WCS '${alternatesOf(after).join()}' instead of '${alternates.join()}'`];
  return alternates.flatMap((alternate) => {
    const was = Wcs.parse(before, { axes: source.axes, alternate });
    const is = Wcs.parse(after, { axes: hdu.axes, alternate });
    const n = was.axes.length;
    if (is.axes.length !== n) return [`WCS '${alternate}' has ${is.axes.length} axes instead of ${n}`];
    const grid = gridOf(pixels, n);
    const sourceGrid = grid.map((value, k) => pixels[k % n]?.[value] ?? value);
    const count = grid.length / n;
    const worldWas = new Float64Array(grid.length);
    const worldIs = new Float64Array(grid.length);
    was.pixelToWorld(Float64Array.from(sourceGrid), count, worldWas);
    is.pixelToWorld(Float64Array.from(grid), count, worldIs);
    return was.axes.flatMap(({ kind, ctype }, axis) => {
      const sky = kind === 'longitude' || kind === 'latitude';
      const largest = worldWas.reduce((most, value, k) => (k % n === axis && Math.abs(value) > most ? Math.abs(value) : most), 0);
      const allowed = sky ? SKY_DEG : RELATIVE * largest;
      const worst = worldWas.reduce((most, value, k) => {
        if (k % n !== axis || (Number.isNaN(value) && Number.isNaN(worldIs[k]))) return most;
        const difference = Math.abs(worldIs[k] - value);
        return Math.max(
          most,
          kind === 'longitude' ? Math.min(difference % 360, 360 - (difference % 360)) : difference,
          Number.isNaN(difference) ? Infinity : 0,
        );
      }, 0);
      return worst <= allowed ? [] : [`WCS '${alternate}' ${ctype || `axis ${axis + 1}`} is off by ${worst} (allowed ${allowed})`];
    });
  });
}

const headerOf = (hdu: PlainHdu): Header => Header.parse(hdu.headerBytes, { file: 'real file' });

/** Points of the cutout, interleaved: per axis its first, last and two pixels between; on axes beyond NAXIS pixel 0. */
function gridOf(pixels: readonly number[][], n: number): number[] {
  let points: number[][] = [[]];
  for (let axis = 0; axis < n; axis++) {
    const last = (pixels[axis]?.length ?? 1) - 1;
    const stops = [...new Set([0, Math.floor(last / 3), Math.ceil((2 * last) / 3), last])];
    points = points.flatMap((point) => stops.map((stop) => [...point, stop]));
  }
  return points.flat();
}

/** What a cut may change (kernels: cutouts; provenance); every other card stays as it is, byte for byte and in order. */
const MAY_CHANGE =
  /^(NAXIS\d+|CRPIX\d+[A-Z]?|LT[VM]\d\S*|CNPIX\d|ALTRPIX|COEFF0|DATAMIN|DATAMAX|CHECKSUM|DATASUM|DATE|ORIGIN|CREATOR|SRCID|EXTEND|NEXTEND) /;
/** A primary without pixels loses what describes pixels. */
const DATALESS_CHANGE = /^(NAXIS|BITPIX|BLANK|BSCALE|BZERO|BUNIT) /;

const keywordOf = (card: string): string => card.slice(0, 8).trim(); // some writers do not left-justify

/** Where every second or third pixel was picked, the step of that axis follows, and with it what is counted in its pixels. */
function stepsThatChange(pixels: readonly number[][]): RegExp {
  const stepped = pixels.flatMap(([first, second], k) => (second > first + 1 ? [k + 1] : []));
  const cards = stepped.map(
    (j) => `CDELT${j}[A-Z]?|(CD|PC)\\d+_${j}[A-Z]?|CD\\d+_\\d+|PC0*\\d+0*${j}|(A|B|AP|BP)_\\d+_\\d+|[AB]_DMAX|[XY]PIXELSZ|COEFF1`,
  );
  return new RegExp(`^(${cards.join('|') || '(?!)'}) `);
}

function lostCards(hdu: PlainHdu, source: PlainHdu, pixels: readonly number[][] | undefined, wider: boolean): string[] {
  const change = pixels === undefined ? DATALESS_CHANGE : stepsThatChange(pixels);
  const isExtension = hdu.cards[0].startsWith('XTENSION'); // a primary HDU may have become one
  const fixed = source.cards.filter((card, k) => {
    return card.trim() !== '' && !MAY_CHANGE.test(`${keywordOf(card)} `) && !(k === 0 && isExtension);
  });
  const lost: string[] = [];
  let at = 0;
  for (const card of fixed) {
    const found = hdu.cards.indexOf(card, at);
    if (found >= 0) at = found + 1;
    else if (!change.test(`${keywordOf(card)} `) && !(wider && keywordOf(card) === 'BITPIX')) lost.push(card.trimEnd());
  }
  return lost.length === 0 ? [] : [`${lost.length} cards changed or lost, such as ${lost.slice(0, 3).join(' | ')}`];
}
