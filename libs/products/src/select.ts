import { intervalSpan, polPlanes, shapeBox, type SkyMap, type Span } from '#region';
import type { CelestialAxes, SpectralAxis } from '#wcs';
import type { Filters } from './filters.js';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';
import { frequencyInterval, velocityInterval, type AxisInterval } from './spectral-interval.js';

/** What a filter leaves of an image. `planes` are the 0-based planes of the STOKES axis when they are picked rather than bounded. */
export interface Selection {
  readonly kind: 'selected';
  readonly cuts: readonly AxisCut[];
  readonly planes?: { readonly axis: number; readonly indices: readonly number[] };
}

export type Outcome =
  | Selection
  /** the filters leave no pixel */
  | { readonly kind: 'outside' }
  /** the image lacks the axis that a filter is about; `known` tells an axis that is not there from one that is not understood */
  | { readonly kind: 'inapplicable'; readonly parameter: string; readonly reason: string; readonly known: boolean };

type Restriction = { readonly axis: number; readonly span: Span } | { readonly axis: number; readonly planes: readonly number[] };

/** Applies every filter to one image (kernels.md §5). */
export function select(image: Image, filters: Filters): Outcome {
  const found: Restriction[] = [];
  for (const restrict of RESTRICTIONS) {
    const outcome = restrict(image, filters);
    if (outcome === undefined) continue;
    if (!Array.isArray(outcome)) return outcome;
    found.push(...outcome);
  }
  const cuts = image.shape.axes.map((size): AxisCut => ({ size, first: 0, count: size, step: 1 }));
  let planes: Selection['planes'];
  for (const restriction of found) {
    const { axis } = restriction;
    if (axis >= cuts.length) continue; // an axis that only the WCS has (WCSAXES > NAXIS): one pixel, and it was inside
    if ('planes' in restriction) planes = { axis, indices: restriction.planes };
    else cuts[axis] = within(cuts[axis], restriction.span);
    if (cuts[axis].count <= 0) return { kind: 'outside' };
  }
  return { kind: 'selected', cuts, planes };
}

type Restrict = (image: Image, filters: Filters) => Outcome | Restriction[] | undefined;

const OUTSIDE: Outcome = { kind: 'outside' };

const RESTRICTIONS: readonly Restrict[] = [
  function shape(image, { shape }) {
    if (!shape) return undefined;
    const { celestial } = image.wcs;
    if (!celestial) return inapplicable(image, shape.parameter, 'there are no celestial axes', ['longitude', 'latitude']);
    const { lonAxis, latAxis } = celestial;
    const box = shapeBox(shape.shape, skyMapOf(image, celestial));
    if (!box) return OUTSIDE;
    return [
      { axis: lonAxis, span: { first: box.x0, last: box.x1 } },
      { axis: latAxis, span: { first: box.y0, last: box.y1 } },
    ];
  },
  function band(image, { bandMetres }) {
    return bandMetres && alongSpectrum(image, 'BAND', () => ({ on: 'metres', limits: bandMetres }));
  },
  function velocity(image, { velocity }) {
    return velocity && alongSpectrum(image, 'VELO', (axis) => velocityInterval(axis, velocity));
  },
  function frequency(image, { frequencyHz }) {
    return frequencyHz && alongSpectrum(image, 'FREQ', () => frequencyInterval(frequencyHz));
  },
  function channels(image, { channels }) {
    if (!channels) return undefined;
    const { spectral } = image.wcs;
    if (!spectral) return inapplicable(image, 'CHANNEL', 'there is no spectral axis', ['spectral']);
    const span = { first: Math.max(0, channels[0] - 1), last: Math.min(lengthOf(image, spectral.axis), channels[1]) - 1 };
    return span.first <= span.last ? [{ axis: spectral.axis, span }] : OUTSIDE;
  },
  function time(image, { timeMjd }) {
    if (!timeMjd) return undefined;
    const { time } = image.wcs;
    if (!time) return inapplicable(image, 'TIME', 'there is no time axis', ['time']);
    const span = intervalSpan(timeMjd, time.mjdUtc, lengthOf(image, time.axis));
    return span ? [{ axis: time.axis, span }] : OUTSIDE;
  },
  function pol(image, { pols }) {
    if (!pols) return undefined;
    const { stokes } = image.wcs;
    if (!stokes) return inapplicable(image, 'POL', 'there is no polarization axis', ['stokes']);
    const planes = polPlanes(pols, (pixel) => stokes.codeAt(pixel), lengthOf(image, stokes.axis));
    return planes.length > 0 ? [{ axis: stokes.axis, planes }] : OUTSIDE;
  },
];

function alongSpectrum(image: Image, parameter: string, intervalOn: (axis: SpectralAxis) => AxisInterval): Outcome | Restriction[] {
  const { spectral } = image.wcs;
  if (!spectral) return inapplicable(image, parameter, 'there is no spectral axis', ['spectral']);
  const refused = (reason: string): Outcome => ({ kind: 'inapplicable', parameter, reason, known: false });
  const interval = intervalOn(spectral);
  if ('refusal' in interval) return refused(interval.refusal);
  const map = spectral[interval.on];
  if (!map) return refused(spectral.metresRefusal ?? '');
  const span = intervalSpan(interval.limits, map, lengthOf(image, spectral.axis));
  return span ? [{ axis: spectral.axis, span }] : OUTSIDE;
}

/** The pixel grid of an image on the sky. */
export function skyMapOf(image: Image, celestial: CelestialAxes): SkyMap {
  return {
    width: lengthOf(image, celestial.lonAxis),
    height: lengthOf(image, celestial.latAxis),
    pixelToSky: (xy, count, out) => celestial.pixelToIcrs(xy, count, out),
    skyToPixel: (lonLat, count, out) => celestial.icrsToPixel(lonLat, count, out),
  };
}

const lengthOf = (image: Image, axis: number): number => image.shape.axes[axis] ?? 1;

function within(cut: AxisCut, { first, last }: Span): AxisCut {
  const from = Math.max(cut.first, first);
  return { ...cut, first: from, count: Math.min(cut.first + cut.count - 1, last) - from + 1 };
}

function inapplicable(image: Image, parameter: string, what: string, kinds: readonly string[]): Outcome {
  const refused = image.wcs.refusals.length > 0 && !image.wcs.axes.some(({ kind }) => kinds.includes(kind));
  const names = image.wcs.axes.map(({ ctype }) => ctype || 'unnamed').join(', ');
  const reason = refused ? image.wcs.refusals.join('; ') : `${what} (its axes: ${names})`;
  return { kind: 'inapplicable', parameter, reason, known: !refused };
}
