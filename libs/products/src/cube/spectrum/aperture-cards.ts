import type { HeaderEditor } from '#fits';
import { COMPANION_WORDS, type Companion } from '../noise/companion.js';
import type { PlacedAperture } from './placed-aperture.js';
import type { SpectrumRequest } from './spectrum-request.js';

/** What the aperture is (kernels §12), before anything is read; degrees, ICRS. */
export function addAperture(
  editor: HeaderEditor,
  { place, centre, coverage, steradians, pixelAngle }: PlacedAperture,
  request: SpectrumRequest,
  maskPixels: number,
): void {
  const { method, edge = 'exact', missing = 'ignore', background, apertureCorrection } = request;
  editor.set('APTYPE', place.kind.toUpperCase(), 'aperture');
  if (place.kind === 'mask') editor.set('APMASK', place.id, 'dataset of the mask');
  else editor.set('APRA', centre.lonDeg, 'deg, ICRS').set('APDEC', centre.latDeg, 'deg, ICRS');
  if (place.kind === 'circle') editor.set('APRAD', place.radiusDeg, 'deg, radius');
  if (place.kind === 'ellipse') editor.set('APA', place.aDeg, 'deg, semi-axis').set('APB', place.bDeg, 'deg, semi-axis').set('APPA', place.paDeg, 'deg, of APA from north through east'); // prettier-ignore
  if (place.kind === 'annulus') editor.set('APRIN', place.innerDeg, 'deg, inner radius').set('APROUT', place.outerDeg, 'deg, outer radius');
  if (place.kind === 'polygon') editor.set('APNVERT', place.verticesDeg.length / 2, 'vertices');
  if (place.kind === 'point') editor.set('APINTERP', place.interpolation, 'between pixels');
  else if (place.kind === 'mask') {
    const comment = 'in the channel that has most';
    editor.set('APOMEGA', maskPixels * pixelAngle, `sr, ${comment}`).set('APPIXELS', maskPixels, `pixels of the mask, ${comment}`);
  } else {
    editor.set('APEDGE', edge, 'pixels at the edge: exact part, or by their centre');
    editor.set('APOMEGA', steradians, 'sr, of the covered pixels').set('APPIXELS', coverage.pixels, 'pixels that are covered');
  }
  editor.set('APMETHOD', method, 'what is told of the pixels').set('NANPOL', missing, 'what becomes of blank pixels');
  if (background) editor.set('BGRIN', background.innerDeg, 'deg, background from').set('BGROUT', background.outerDeg, 'deg, background to').set('BGSTAT', background.statistic); // prettier-ignore
  if (apertureCorrection) editor.set('APCORR', true, 'fluxes are those of a point source');
}

/** Where the errors are from. */
export function addNoise(
  editor: HeaderEditor,
  { background, sigma }: SpectrumRequest,
  step: number | undefined,
  companion: Companion | undefined,
): void {
  if (background) editor.set('SIGMAOF', 'BACKGROUND', 'noise of a pixel: scatter of the background');
  else if (sigma !== undefined) editor.set('SIGMAOF', 'GIVEN', 'noise of a pixel').set('SIGMA', sigma, 'noise of a pixel that was given');
  else if (companion) {
    const { hdu } = companion.image;
    editor.set('SIGMAOF', 'COMPANION', `noise of a pixel: ${COMPANION_WORDS[companion.power]} of the source`);
    editor.set('NOISEHDU', hdu.name.trim() || `${hdu.index}`, 'HDU of the source that has them');
  } else if (step !== undefined)
    editor.set('SIGMAOF', 'CHANNEL', 'noise of a pixel: 1.4826 MAD of each channel').set('SIGMASTP', step, 'of every so many-th row');
}
