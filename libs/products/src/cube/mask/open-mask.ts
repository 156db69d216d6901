import { LimitError, UnsupportedError, UsageError } from '#faults';
import type { Image, Images } from '../../image.js';
import { skyMatch } from './sky-match.js';
import type { Cube, CubeMask, CubeSite } from '../cube.js';
import { pixelTypeOf } from '../pixel-type-of.js';
import { channelMatch } from './channel-match.js';

export interface MaskOptions {
  readonly id: string;
  readonly site?: CubeSite;
}

/** kernels.md §6.1 */
const LEAST_OVERLAP = 0.01;

/**
 * The mask of a cube, an image of the sky or a cube: the first image of a file with a sky, or one without coordinates that has the size of the cube. Reads
 * no pixels.
 * @throws UsageError, UnsupportedError, LimitError: a sentence that begins with MASK
 */
export function openMask(opened: Images, cube: Cube, { id, site = {} }: MaskOptions): CubeMask {
  const image = opened.images.find((each) => each.wcs.celestial) ?? opened.images.find((each) => hasSizeOf(each, cube.image));
  if (!image)
    throw new UnsupportedError(`MASK: ${id} has no image with a sky, nor one of ${cube.image.shape.axes.join(' x ')} pixels as the cube`);
  const sky = skyMatch(image, cube);
  const whole = axesOf(image, cube);
  const channels = channelMatch(image, whole.z, cube, sky.isSameGrid);
  const covered = channels.reduce((sum, channel) => sum + Number(channel >= 0), 0) / cube.nz;
  const overlap = sky.overlap * covered;
  if (!(overlap >= LEAST_OVERLAP))
    throw new UsageError(`MASK: ${id} covers ${percent(overlap)} of the part of the cube that is asked for, at least 1 % is expected`);
  const others = image.shape.axes.flatMap((count, axis) => (Object.values(whole).includes(axis) || count === 1 ? [] : [count]));
  if (others.length > 0)
    throw new UnsupportedError(`MASK: ${id} has ${others.join(' x ')} planes besides sky and spectrum, one is expected`);
  return {
    id,
    etag: opened.file.source.etag,
    isImage: (image.shape.axes[whole.z] ?? 1) === 1,
    isSameGrid: sky.isSameGrid,
    overlap,
    ...boxOf(opened, image, whole, cube, sky.isSameGrid, channels, site),
  };
}

const percent = (part: number): string => `${Number((100 * part).toPrecision(2))} %`;

function hasSizeOf({ shape: { axes } }: Image, { shape }: Image): boolean {
  const rank = Math.max(axes.length, shape.axes.length);
  return Array.from({ length: rank }, (_, axis) => axis).every((axis) => (axes[axis] ?? 1) === (shape.axes[axis] ?? 1));
}

/** 0-based axes of the array of the mask; the spectral one is beyond them when there is none, or of one pixel. */
function axesOf({ wcs, shape }: Image, cube: Cube): Cube['axes'] {
  if (!wcs.celestial) return cube.axes;
  const axis = wcs.spectral?.axis ?? -1;
  return { x: wcs.celestial.lonAxis, y: wcs.celestial.latAxis, z: (shape.axes[axis] ?? 1) > 1 ? axis : shape.axes.length };
}

/** What is read of it: of the same grid the box of the cube, else all that the channels need. */
function boxOf(
  opened: Images,
  image: Image,
  axes: Cube['axes'],
  cube: Cube,
  isSameGrid: boolean,
  channels: Int32Array,
  site: CubeSite,
): Pick<CubeMask, 'pixels' | 'channels'> {
  const sizes = image.shape.axes;
  const used = channels.filter((channel) => channel >= 0);
  const first = used.reduce((least, channel) => Math.min(least, channel), Infinity);
  const last = used.reduce((most, channel) => Math.max(most, channel), 0);
  const z = { first, count: last - first + 1 };
  const all = (axis: number) => ({ first: 0, count: sizes[axis] ?? 1 });
  const box = isSameGrid ? { x: cube.box.x, y: cube.box.y, z } : { x: all(axes.x), y: all(axes.y), z };
  if (box.x.count * box.y.count > MOST_PIXELS)
    throw new LimitError(`MASK: an image of ${box.x.count} x ${box.y.count} pixels is too large to be matched, the most is ${MOST_PIXELS}`);
  const spans = new Map([[axes.x, box.x], [axes.y, box.y], [axes.z, z]]); // prettier-ignore
  const otherAxes = sizes.map((_, axis) => axis).filter((axis) => !spans.has(axis));
  const pixels: Cube = {
    opened,
    image,
    source: opened.file.source,
    spectral: cube.spectral,
    site: { ...cube.site, path: site.path, signal: site.signal },
    options: { filters: {} },
    axes,
    box,
    nx: box.x.count,
    ny: box.y.count,
    nz: z.count,
    otherAxes,
    planes: [{ index: otherAxes.map(() => 0), label: '' }],
    cuts: sizes.map((size, axis) => ({ size, step: 1, ...(spans.get(axis) ?? { first: 0, count: 1 }) })),
    uneven: false,
    pixels: pixelTypeOf(image.header, image),
    unit: '',
    beams: {},
    sky: image.wcs.celestial ?? cube.sky,
  };
  return { pixels, channels: channels.map((channel) => (channel < 0 ? -1 : channel - first)) };
}

const MOST_PIXELS = 2 ** 30;
