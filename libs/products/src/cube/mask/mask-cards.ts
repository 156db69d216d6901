import type { HeaderEditor } from '#fits';
import type { Cube } from '../cube.js';
import { hasRegions, isSmoothed, skyText, smoothThreshold, spectralText, type MaskRequest } from './mask-request.js';

/** The words of MASKTYPE for what is around a voxel. */
export function maskWords(request: MaskRequest): string[] {
  return [...(request.levels ? ['TWOLEVEL'] : []), ...(smoothThreshold(request) === undefined ? [] : ['SMOOTH'])];
}

/** MASKTYPE's numbers (kernels.md §7.3), and how the mask was made. */
export function addMask(editor: HeaderEditor, { mask }: Pick<Cube, 'mask'>, request: MaskRequest): void {
  const { smoothXy, smoothV, levels, minBeams, growXy, growV } = request;
  if (mask) {
    editor.set('MASKID', mask.id, 'dataset that says which voxels count');
    editor.set('MASKGRID', mask.isSameGrid ? 'SAME' : 'NEAREST', 'how its pixels were taken');
    editor.add(
      'HISTORY',
      `MASK: ${mask.isImage ? 'an image' : 'a cube'}, ${percent(mask.overlap)} of the cube inside; kept where neither zero nor blank`,
    );
  }
  if (smoothXy) editor.set('SMOOTHXY', skyText(smoothXy), 'gauss: FWHM in arcsec; box: pixels');
  if (smoothV) editor.set('SMOOTHV', spectralText(smoothV), 'gauss: FWHM in channels; box: channels');
  const threshold = smoothThreshold(request);
  if (threshold !== undefined) editor.set('SMSIGMA', threshold, 'least smoothed I over the noise of it');
  if (isSmoothed(request))
    editor.add('HISTORY', 'the mask is of a smoothed cube, blanks left out, whose noise was measured; the maps are of the original');
  if (levels) {
    editor.set('TWOLEVEL', levels.of === 'cube' ? 'CUBE' : 'SMOOTHED', 'in which the levels were looked for');
    editor.set('HI', levels.hi, 'core: least I over the noise').set('NHI', levels.nhi, 'in so many channels one after another');
    editor.set('LO', levels.lo, 'region: least I over the noise').set('NLO', levels.nlo, 'in so many channels one after another');
    editor.add('HISTORY', 'kept: regions of LO, of voxels that share a face, that hold a core of HI');
  }
  if (minBeams !== undefined) editor.set('MINBEAMS', minBeams, 'regions cover so many beams of the sky or more');
  if (growXy) editor.set('GROWXY', growXy, '[pixel] growth of the mask on the sky');
  if (growV) editor.set('GROWV', growV, '[channel] growth of the mask to either side');
}

const percent = (part: number): string => `${Number((100 * part).toPrecision(3))} %`;

/** Cards that are known when the mask is made. */
export const regionCards = (request: MaskRequest): (readonly [keyword: string, comment: string])[] =>
  hasRegions(request) ? [['NREGION', 'regions of the mask that were kept']] : [];
