import { UnsupportedError, UsageError } from '#faults';
import { chooseImages } from '../../choose-images.js';
import { nameOf, type Images } from '../../image.js';
import type { Cube, CubeSite } from '../cube.js';
import { cubeOfImage } from '../cube-of-image.js';
import type { CubeOptions } from '../cube-options.js';
import { openPolarized } from '../derived/polarized-cube.js';
import { COMPANIONS, openCube } from '../open-cube.js';
import type { SpectralCoordinates } from '../spectral-coordinates.js';

/**
 * What a profile is made of: the first image with a sky whose name does not say that it is errors, weights or flags; any, when HDU names it. One without a
 * spectral axis is seen as a cube of one channel.
 * @throws as openCube
 */
export function openProfile(opened: Images, options: CubeOptions, site: CubeSite = {}): Promise<Cube> {
  return openPolarized(options, (own) => openPlanes(opened, own, site));
}

async function openPlanes(opened: Images, options: CubeOptions, site: CubeSite): Promise<Cube> {
  const { filters } = options;
  const isNamed = filters.hdu !== undefined || filters.pixels?.extension !== undefined;
  const first = opened.images.find((image) => image.wcs.celestial && !COMPANIONS.test(nameOf(image)));
  const [{ image, selection }] = await chooseImages(isNamed || !first ? opened : { ...opened, images: [first] }, filters, site.signal);
  const { celestial: sky, spectral } = image.wcs;
  if (!sky)
    throw new UnsupportedError(
      `${opened.file.source.name} has no image with a sky: ${image.wcs.refusals.join('; ') || 'no celestial axes'}`,
    );
  if (spectral) return openCube({ ...opened, images: [image] }, options, site);
  assertNoSpectrum(options, nameOf(image) || `HDU ${image.hdu.index}`);
  return cubeOfImage({ opened, image, selection, options, site }, sky, image.shape.axes.length, () => ONE_CHANNEL);
}

/** @throws UsageError for what tells of velocities or channels */
function assertNoSpectrum(options: CubeOptions, name: string): void {
  const given = ALONG_SPECTRUM.flatMap(([parameter, valueOf]) => (valueOf(options) === undefined ? [] : [parameter]));
  if (given.length > 0) throw new UsageError(`${given.join(', ')}: of the spectral axis of a cube; ${name} is an image and has none`);
}

const ALONG_SPECTRUM: readonly (readonly [parameter: string, valueOf: (options: CubeOptions) => unknown])[] = [
  ['RESTFREQ', ({ restFrequencyHz }) => restFrequencyHz],
  ['Z', ({ redshift }) => redshift],
  ['DOPPLER', ({ doppler }) => doppler],
  ['FRAME', ({ frame }) => frame],
  ['XAXIS', ({ native }) => native || undefined],
  ['CHANWIDTH', ({ constantWidth }) => constantWidth || undefined],
];

const ONE_CHANNEL: SpectralCoordinates = {
  values: Float64Array.of(0),
  edges: Float64Array.of(-0.5, 0.5),
  widths: Float64Array.of(1),
  unit: '',
  isVelocity: false,
  ctype: '',
  at: (pixels, count, out) => out.set(pixels.subarray(0, count)),
};
