import { LimitError, UnsupportedError, UsageError } from '#faults';
import { polLabelOf } from '#region';
import type { CelestialAxes } from '#wcs';
import type { Image, Images } from '../image.js';
import type { AxisCut } from '../section.js';
import type { Selection } from '../select.js';
import type { Cube, CubeSite } from './cube.js';
import { beamsOf, type Beam, type Beams } from './cube-beams.js';
import { commonBeamInTurns } from './derived/common-beam.js';
import type { CubeOptions, CubePlane, CubeSpan } from './cube-options.js';
import { pixelTypeOf } from './pixel-type-of.js';
import type { SpectralCoordinates } from './spectral-coordinates.js';

/** An image of a file, and the part of it that the filters choose. */
export interface ChosenImage {
  readonly opened: Images;
  readonly image: Image;
  readonly selection: Selection;
  readonly options: CubeOptions;
  readonly site: CubeSite;
}

const MOST_CHANNELS = 2 ** 20;

/**
 * That part as a cube. Reads at most a table of beams.
 * @param z 0-based axis of the channels; one from NAXIS on: there is one channel
 * @throws UsageError for steps of pixels, LimitError, UnsupportedError, what `spectral` and reading the beams throw
 */
export async function cubeOfImage(
  { opened, image, selection, options, site }: ChosenImage,
  sky: CelestialAxes,
  z: number,
  spectral: (channels: CubeSpan) => SpectralCoordinates,
): Promise<Cube> {
  if (selection.cuts.some(({ step }) => step !== 1))
    throw new UsageError('PIXELS: products of cubes and profiles are made of every pixel; steps are for cutouts');
  const axes = { x: sky.lonAxis, y: sky.latAxis, z };
  const box = { x: spanOf(selection.cuts[axes.x]), y: spanOf(selection.cuts[axes.y]), z: spanOf(selection.cuts[z]) };
  if (box.z.count > MOST_CHANNELS)
    throw new LimitError(`${box.z.count} channels are asked for, the most is ${MOST_CHANNELS}: choose fewer, by BAND or CHANNEL`);
  const otherAxes = image.shape.axes.map((_, axis) => axis).filter((axis) => axis !== axes.x && axis !== axes.y && axis !== z);
  const planes = planesOf(image, selection, otherAxes);
  const stokes = otherAxes.indexOf(image.wcs.stokes?.axis ?? -1);
  const pols = planes.map((plane) => ({ plane, pol: plane.index[stokes] ?? 0 }));
  return {
    opened,
    image,
    source: opened.file.source,
    site,
    options,
    axes,
    box,
    nx: box.x.count,
    ny: box.y.count,
    nz: box.z.count,
    otherAxes,
    planes,
    ...cutsOf(selection),
    spectral: spectral(box.z),
    pixels: pixelTypeOf(image.header, image),
    unit: image.header.string('BUNIT')?.trim() ?? '',
    beams: await withEnclosing(await beamsOf(opened.file, image, box.z, pols, site.signal), options, site.signal),
    sky,
  };
}

/** Beams of so many channels are looked through with turns for others; plans have none. */
const MANY_BEAMS = 10_000;

async function withEnclosing(beams: Beams, { convolve }: CubeOptions, signal?: AbortSignal): Promise<Beams> {
  const all = beams.channels?.flat() ?? [];
  if (all.length < MANY_BEAMS || convolve === 'never' || all.some((beam) => !beam)) return beams;
  return { ...beams, enclosing: await commonBeamInTurns(all as Beam[], signal) };
}

const spanOf = (cut: AxisCut | undefined): CubeSpan => (cut ? { first: cut.first, count: cut.count } : { first: 0, count: 1 });

/** Planes of axes besides sky and spectrum that are worked on one after another. */
const MOST_PLANES = 4096;

function planesOf({ wcs }: Image, { cuts, planes: picked }: Selection, otherAxes: readonly number[]): CubePlane[] {
  const pixels = otherAxes.map((axis) =>
    picked?.axis === axis ? picked.indices : Array.from({ length: cuts[axis].count }, (_, i) => cuts[axis].first + i),
  );
  const count = pixels.reduce((product, { length }) => product * length, 1);
  if (count > MOST_PLANES) {
    const names = otherAxes.map((axis) => wcs.axes[axis]?.ctype || `axis ${axis + 1}`).join(', ');
    throw new UnsupportedError(`${count} cubes along ${names} are asked for at once, the most is ${MOST_PLANES}: choose fewer, by PIXELS`);
  }
  return Array.from({ length: count }, (_, n) => {
    const index = pixels.map((values) => {
      const value = values[n % values.length];
      n = Math.floor(n / values.length);
      return value;
    });
    const code = wcs.stokes ? wcs.stokes.codeAt(index[otherAxes.indexOf(wcs.stokes.axis)] ?? 0) : NaN;
    return { index, label: polLabelOf(code) ?? '' };
  });
}

/** Picked planes as first, count and step. */
function cutsOf({ cuts, planes }: Selection): Pick<Cube, 'cuts' | 'uneven'> {
  if (!planes) return { cuts, uneven: false };
  const { axis, indices } = planes;
  const step = indices.length > 1 ? indices[1] - indices[0] : 1;
  const uneven = !indices.every((plane, i) => plane === indices[0] + i * step);
  const picked = uneven ? { first: indices[0], count: 1, step: 1 } : { first: indices[0], count: indices.length, step };
  return { cuts: cuts.map((cut, i) => (i === axis ? { size: cut.size, ...picked } : cut)), uneven };
}
