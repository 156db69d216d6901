import { LimitError, UnsupportedError, UsageError } from '#faults';
import { scalingOf, type Header } from '#fits';
import type { PixelType } from '#kernels';
import { polLabelOf } from '#region';
import { chooseImages } from '../choose-images.js';
import { nameOf, type Image, type Images } from '../image.js';
import type { AxisCut } from '../section.js';
import type { Selection } from '../select.js';
import type { Cube, CubeSite } from './cube.js';
import type { CubeOptions, CubePlane, CubeSpan } from './cube-options.js';
import { beamsOf } from './cube-beams.js';
import { openPolarized } from './derived/polarized-cube.js';
import { withFrame } from './frame/with-frame.js';
import { companionOf } from './noise/companion.js';
import { spectralCoordinates } from './spectral-coordinates.js';
import { withRestFrequency } from './with-rest-frequency.js';

/**
 * The image of a file that cube products are made of, cut by the filters: the first one with a sky and a spectral axis whose name does not say that it is
 * errors, weights or flags; any, when HDU names it. Reads at most a table of beams.
 * @throws NoOverlapError, UsageError, UnsupportedError as planCutouts, and when there is no such image, or no Q and U that POL needs; DamagedError
 */
export function openCube(opened: Images, options: CubeOptions, site: CubeSite = {}): Promise<Cube> {
  return openPolarized(options, (own) => openPlanes(opened, own, site));
}

/** The planes that the file has. */
async function openPlanes(opened: Images, options: CubeOptions, site: CubeSite): Promise<Cube> {
  const { image: found, selection } = await chooseCube(opened, options, site.signal);
  const rested = await withRestFrequency(found, opened.file, options.restFrequencyHz, site.signal);
  const { image, notes } = await withFrame(rested, opened.file, options.frame, site.signal);
  const { celestial: sky, spectral } = image.wcs;
  if (!sky || !spectral) throw new UnsupportedError(notACube(opened, image));
  if (selection.cuts.some(({ step }) => step !== 1))
    throw new UsageError('PIXELS: products of cubes are made of every pixel; steps are for cutouts');
  const axes = { x: sky.lonAxis, y: sky.latAxis, z: spectral.axis };
  const [x, y, z] = [axes.x, axes.y, axes.z].map((axis) => spanOf(selection.cuts[axis]));
  if (z.count > MOST_CHANNELS)
    throw new LimitError(`${z.count} channels are asked for, the most is ${MOST_CHANNELS}: choose fewer, by BAND or CHANNEL`);
  const otherAxes = image.shape.axes.map((_, axis) => axis).filter((axis) => axis !== axes.x && axis !== axes.y && axis !== axes.z);
  const planes = planesOf(image, selection, otherAxes);
  const stokes = image.wcs.stokes?.axis ?? -1;
  const polOf = (plane: CubePlane): number => plane.index[otherAxes.indexOf(stokes)] ?? 0;
  return {
    opened,
    image,
    source: opened.file.source,
    site,
    options,
    axes,
    box: { x, y, z },
    nx: x.count,
    ny: y.count,
    nz: z.count,
    otherAxes,
    planes,
    ...cutsOf(selection),
    spectral: spectralCoordinates(image, spectral, z, options),
    pixels: pixelTypeOf(image.header, image),
    unit: image.header.string('BUNIT')?.trim() ?? '',
    beams: await beamsOf(
      opened.file,
      image,
      z,
      planes.map((plane) => ({ plane, pol: polOf(plane) })),
      site.signal,
    ),
    sky,
    notes: [...redshiftNotes(options), ...notes],
    variance: companionOf(opened, image, (each) => pixelTypeOf(each.header, each)),
  };
}

function redshiftNotes({ redshift, restFrequencyHz }: CubeOptions): string[] {
  return redshift === undefined ? [] : [`rest frequency: that of the request over 1 + Z, with Z = ${redshift}: ${restFrequencyHz} Hz`];
}

const MOST_CHANNELS = 2 ** 20;

/** Names of images that belong to another one: variances, errors, flags, weights. */
export const COMPANIONS = /^(STAT|VAR.*|IVAR|ERR.*|DQ|MASK|WEIGHT)$/i;

async function chooseCube(opened: Images, { filters }: CubeOptions, signal?: AbortSignal): Promise<{ image: Image; selection: Selection }> {
  if (filters.hdu !== undefined || filters.pixels?.extension !== undefined) {
    const [{ image, selection }] = await chooseImages(opened, filters, signal);
    return { image, selection };
  }
  const image = opened.images.find((each) => isCube(each) && !COMPANIONS.test(nameOf(each)));
  if (!image) throw new UnsupportedError(notACube(opened, opened.images[0]));
  const [{ selection }] = await chooseImages({ ...opened, images: [image] }, filters, signal);
  return { image, selection };
}

const isCube = ({ wcs }: Image): boolean => wcs.celestial !== undefined && wcs.spectral !== undefined;

function notACube({ file, refused = [] }: Images, image: Image | undefined): string {
  const reasons = [...(image?.wcs.refusals ?? []), ...refused.map(({ error }) => error.message)];
  const axes = image ? ` (its axes: ${image.wcs.axes.map(({ ctype }) => ctype || 'unnamed').join(', ')})` : '';
  return `${file.source.name} has no image with a sky and a spectral axis${reasons.length > 0 ? `: ${reasons.join('; ')}` : axes}`;
}

export const spanOf = (cut: AxisCut | undefined): CubeSpan => (cut ? { first: cut.first, count: cut.count } : { first: 0, count: 1 });

/** Planes of axes besides sky and spectrum that are worked on one after another. */
const MOST_PLANES = 4096;

export function planesOf({ wcs }: Image, { cuts, planes: picked }: Selection, otherAxes: readonly number[]): CubePlane[] {
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
export function cutsOf({ cuts, planes }: Selection): Pick<Cube, 'cuts' | 'uneven'> {
  if (!planes) return { cuts, uneven: false };
  const { axis, indices } = planes;
  const step = indices.length > 1 ? indices[1] - indices[0] : 1;
  const uneven = !indices.every((plane, i) => plane === indices[0] + i * step);
  const picked = uneven ? { first: indices[0], count: 1, step: 1 } : { first: indices[0], count: indices.length, step };
  return { cuts: cuts.map((cut, i) => (i === axis ? { size: cut.size, ...picked } : cut)), uneven };
}

export function pixelTypeOf(header: Header, { shape: { bitpix } }: Image): PixelType {
  const { bscale, bzero } = scalingOf(header);
  const blank = bitpix > 0 ? header.value('BLANK') : undefined;
  const isWhole = typeof blank === 'bigint' || Number.isSafeInteger(blank);
  return isWhole ? { bitpix, bscale, bzero, blank: blank as number | bigint } : { bitpix, bscale, bzero };
}
