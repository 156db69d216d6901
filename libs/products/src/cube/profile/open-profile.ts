import { UnsupportedError, UsageError } from '#faults';
import { chooseImages } from '../../choose-images.js';
import { nameOf, type Images } from '../../image.js';
import type { Cube, CubeSite } from '../cube.js';
import { beamsOf } from '../cube-beams.js';
import type { CubeOptions } from '../cube-options.js';
import { openPolarized } from '../derived/polarized-cube.js';
import { COMPANIONS, cutsOf, openCube, pixelTypeOf, planesOf, spanOf } from '../open-cube.js';
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
  if (selection.cuts.some(({ step }) => step !== 1))
    throw new UsageError('PIXELS: profiles are made of every pixel; steps are for cutouts');
  const { axes: sizes } = image.shape;
  const axes = { x: sky.lonAxis, y: sky.latAxis, z: sizes.length };
  const [x, y] = [spanOf(selection.cuts[axes.x]), spanOf(selection.cuts[axes.y])];
  const z = { first: 0, count: 1 };
  const otherAxes = sizes.map((_, axis) => axis).filter((axis) => axis !== axes.x && axis !== axes.y);
  const planes = planesOf(image, selection, otherAxes);
  const stokes = image.wcs.stokes?.axis ?? -1;
  const pols = planes.map((plane) => ({ plane, pol: plane.index[otherAxes.indexOf(stokes)] ?? 0 }));
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
    nz: 1,
    otherAxes,
    planes,
    ...cutsOf(selection),
    spectral: ONE_CHANNEL,
    pixels: pixelTypeOf(image.header, image),
    unit: image.header.string('BUNIT')?.trim() ?? '',
    beams: await beamsOf(opened.file, image, z, pols, site.signal),
    sky,
  };
}

const ONE_CHANNEL: SpectralCoordinates = {
  values: Float64Array.of(0),
  edges: Float64Array.of(-0.5, 0.5),
  widths: Float64Array.of(1),
  unit: '',
  isVelocity: false,
  ctype: '',
  at: (pixels, count, out) => out.set(pixels.subarray(0, count)),
};
