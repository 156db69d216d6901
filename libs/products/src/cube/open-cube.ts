import { UnsupportedError } from '#faults';
import { chooseImages } from '../choose-images.js';
import { nameOf, type Image, type Images } from '../image.js';
import type { Selection } from '../select.js';
import type { Cube, CubeSite } from './cube.js';
import { cubeOfImage } from './cube-of-image.js';
import type { CubeOptions } from './cube-options.js';
import { openPolarized } from './derived/polarized-cube.js';
import { withFrame } from './frame/with-frame.js';
import { companionOf } from './noise/companion.js';
import { pixelTypeOf } from './pixel-type-of.js';
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
  if (!sky || !spectral) throw new UnsupportedError(notACube(opened, image, options.filters.hdu));
  const cube = await cubeOfImage({ opened, image, selection, options, site }, sky, spectral.axis, (channels) =>
    spectralCoordinates(image, spectral, channels, options),
  );
  return {
    ...cube,
    ...(image === rested ? {} : { inOwnFrame: rested }),
    notes: [...redshiftNotes(options), ...notes],
    variance: companionOf(opened, image, (each) => pixelTypeOf(each.header, each)),
  };
}

function redshiftNotes({ redshift, restFrequencyHz }: CubeOptions): string[] {
  return redshift === undefined ? [] : [`rest frequency: that of the request over 1 + Z, with Z = ${redshift}: ${restFrequencyHz} Hz`];
}

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

function notACube({ file, refused = [] }: Images, image: Image | undefined, asked?: string): string {
  const reasons = [...(image?.wcs.refusals ?? []), ...refused.map(({ error }) => error.message)];
  const axes = image ? ` (its axes: ${image.wcs.axes.map(({ ctype }) => ctype || 'unnamed').join(', ')})` : '';
  const which = asked === undefined ? 'has no image' : `has in HDU ${image?.hdu.index} (HDU=${asked}) no image`;
  return `${file.source.name} ${which} with a sky and a spectral axis${reasons.length > 0 ? `: ${reasons.join('; ')}` : axes}`;
}
