import { UnsupportedError } from '#faults';
import type { CardValue, Header } from '#fits';
import type { SpectralAxis } from '#wcs';
import type { Image } from '../../image.js';

export type Cards = readonly (readonly [keyword: string, value: CardValue, comment?: string])[];

/** Coupling of axes below this, of a unit matrix, is nothing but rounding. */
const NEGLIGIBLE = 1e-6;

/** The channels of a slice, by those of the image: the first of them, 0-based, and how many make one. */
export interface SliceChannels {
  readonly first: number;
  readonly bin: number;
}

/** The place of a pixel (1-based, as in headers) on the axis of the slice (kernels §1.7). */
export const binnedPixel = (pixel: number, { first, bin }: SliceChannels): number =>
  bin === 1 ? pixel - first : (pixel - first - 0.5) / bin + 0.5;

/**
 * The cards of the spectral axis of one description of an image, as those of axis `to` of a slice.
 * @param z 0-based axis of the image
 * @returns undefined for an alternate that says nothing of this axis, or couples it to others
 * @throws UnsupportedError when the primary description couples it
 */
export function spectralAxisCards(
  { header, wcs }: Image,
  z: number,
  alternate: string,
  to: number,
  channels: SliceChannels,
): Cards | undefined {
  const from = z + 1;
  const a = alternate;
  if (a !== '' && !(header.string(`CTYPE${from}${a}`) ?? '').trim()) return undefined;
  const coupled = couplingOf(header, from, wcs.axes.length, a);
  if (coupled !== undefined && a !== '') return undefined;
  if (coupled !== undefined)
    throw new UnsupportedError(
      `${coupled} = ${header.number(coupled)} couples the spectral axis to another; a slice needs channels at the same coordinate everywhere`,
    );
  if (a === '' && GIPSY.test(header.string(`CTYPE${from}`) ?? '')) return plainFrequency(header, wcs.spectral!, to, channels);
  const cards: [string, CardValue, string?][] = [];
  const pass = (keyword: string, as: string): void => {
    if (header.has(keyword)) cards.push([as, header.value(keyword), header.comment(keyword)]);
  };
  pass(`CTYPE${from}${a}`, `CTYPE${to}${a}`);
  pass(`CUNIT${from}${a}`, `CUNIT${to}${a}`);
  cards.push([`CRPIX${to}${a}`, binnedPixel(header.number(`CRPIX${from}${a}`) ?? 0, channels), 'reference channel']);
  pass(`CRVAL${from}${a}`, `CRVAL${to}${a}`);
  cards.push([`CDELT${to}${a}`, incrementOf(header, from, wcs.axes.length, a) * channels.bin]);
  for (const keyword of ['CNAME', 'CRDER', 'CSYER']) pass(`${keyword}${from}${a}`, `${keyword}${to}${a}`);
  for (let m = 0; m < 10; m++) for (const keyword of ['PS', 'PV']) pass(`${keyword}${from}_${m}${a}`, `${keyword}${to}_${m}${a}`);
  return cards;
}

/** A frequency axis of GIPSY, whose CRVAL is topocentric and its velocity another one's; other programs do not know it. */
const GIPSY = /^FREQ-([OR])(HEL|LSR)\s*$/;

/** What such an axis is: linear in frequency in the frame of its velocity (kernels §4.2), where VELREF keeps the convention. */
function plainFrequency(header: Header, { axis, ctype, native, specsys }: SpectralAxis, to: number, channels: SliceChannels): Cards {
  const said = (header.string(`CTYPE${axis + 1}`) ?? ctype).trim();
  const [, convention, frame] = GIPSY.exec(said)!;
  const pixel = header.number(`CRPIX${axis + 1}`) ?? 0;
  // Over many channels, so that rounding leaves no trace in the step.
  const ends = Float64Array.of(pixel - 1, pixel - 1 + FAR);
  native.pixelToWorld(ends, 2, ends);
  return [
    [`CTYPE${to}`, 'FREQ', `was ${said} of GIPSY`],
    [`CUNIT${to}`, 'Hz'],
    [`CRPIX${to}`, binnedPixel(pixel, channels), 'reference channel'],
    [`CRVAL${to}`, ends[0]],
    [`CDELT${to}`, ((ends[1] - ends[0]) / FAR) * channels.bin],
    ['SPECSYS', specsys ?? '', 'frame of the frequencies'],
    ['VELREF', (frame === 'LSR' ? 1 : 2) + (convention === 'R' ? 256 : 0), 'frame, and 256 for radio velocities'],
  ];
}

const FAR = 1024;

/** The step of a channel, the matrix included, as `parseLinear` of #wcs mixes them. */
function incrementOf(header: Header, axis: number, axes: number, a: string): number {
  const cdelt = header.number(`CDELT${axis}${a}`) ?? 1;
  if (hasAny(header, 'PC', axes, a)) return cdelt * (element(header, 'PC', axis, axis, a) ?? 1);
  if (!hasAny(header, 'CD', axes, a)) return cdelt;
  const isNamed = Array.from({ length: axes }, (_, i) => i + 1).some(
    (i) => element(header, 'CD', axis, i, a) !== undefined || element(header, 'CD', i, axis, a) !== undefined,
  );
  return element(header, 'CD', axis, axis, a) ?? (isNamed ? 0 : 1);
}

/** The card of the first element that couples an axis to another. */
function couplingOf(header: Header, axis: number, axes: number, a: string): string | undefined {
  const kind = hasAny(header, 'PC', axes, a) ? 'PC' : 'CD';
  for (let i = 1; i <= axes; i++) {
    if (i === axis) continue;
    for (const [row, column] of [
      [axis, i],
      [i, axis],
    ]) {
      const value = element(header, kind, row, column, a) ?? 0;
      const own = kind === 'PC' ? 1 : (element(header, kind, row, row, a) ?? 1);
      if (!(Math.abs(value) < NEGLIGIBLE * Math.abs(own)) && value !== 0) return spelling(header, kind, row, column, a)[0];
    }
  }
  return undefined;
}

function hasAny(header: Header, kind: 'PC' | 'CD', axes: number, a: string): boolean {
  for (let i = 1; i <= axes; i++) for (let j = 1; j <= axes; j++) if (element(header, kind, i, j, a) !== undefined) return true;
  return false;
}

function element(header: Header, kind: 'PC' | 'CD', row: number, column: number, a: string): number | undefined {
  const [keyword] = spelling(header, kind, row, column, a);
  return keyword === undefined ? undefined : header.number(keyword);
}

/** As it is now, or as the draft of 1988 spelled it. */
function spelling(header: Header, kind: 'PC' | 'CD', row: number, column: number, a: string): string[] {
  const draft = a === '' ? [`${kind}${String(row).padStart(3, '0')}${String(column).padStart(3, '0')}`] : [];
  return [`${kind}${row}_${column}${a}`, ...draft].filter((keyword) => header.number(keyword) !== undefined);
}
