import { Header, type HeaderEditor } from '#fits';
import type { Origin } from '../../cutout-plan.js';
import { asExtension, withoutData } from '../../extension-header.js';
import { addProvenance } from '../../provenance.js';
import type { AxisCut } from '../../section.js';
import type { ChosenKernels } from '../backends.js';
import { ComputedHdu } from '../computed-hdu.js';
import type { Cube } from '../cube.js';
import { beamTable } from '../derived/beam-table.js';
import { pixelsOf } from '../made-header.js';
import { modernise } from '../modern-cards.js';
import type { MapBitpix } from './map-bytes.js';
import { dropWrongVelref } from '../velref.js';
import { optionTexts } from '../option-texts.js';
import { addMask, maskWords, regionCards } from '../mask/mask-cards.js';
import { isWeighted, withoutError, type MomentMap } from './moment-maps.js';
import { describeMap, mapsHeader } from './moment-header.js';
import { COMPANION_WORDS } from '../noise/companion.js';
import { momentText, needsCorrelation, needsErrors, needsNoise, takesCompanion, type MomentRequest } from './moment-request.js';
import { noiseCards } from './noise-cards.js';
import { zeroStride } from './zero-tally.js';

/** A map in its place in the file; several planes of it when they are evenly spaced. */
export interface MapHdu {
  readonly map: MomentMap;
  readonly bitpix: MapBitpix;
  readonly hdu: ComputedHdu;
  readonly axes: readonly number[];
  /** the first plane of the cube that it holds, and how many */
  readonly firstPlane: number;
  readonly planes: number;
}

export interface MomentHdus {
  /** without data, when the first map is not the primary HDU */
  readonly primary?: ComputedHdu;
  readonly maps: readonly MapHdu[];
  /** behind the maps: the beams of the channels, where different ones are mixed */
  readonly after: readonly Uint8Array[];
  readonly length: number;
}

/** @throws UnsupportedError as `mapsHeader` */
export function momentHdus(
  cube: Cube,
  request: MomentRequest,
  maps: readonly MomentMap[],
  origin: Origin,
  chosen: ChosenKernels,
): MomentHdus {
  const primaryHeader = cube.opened.file.hdus[0].header;
  const provenance = { ...origin, request: requestText(cube, request), sourceModified: cube.source.lastModified, what: 'moment maps' };
  const addOrigin = (editor: HeaderEditor): void => {
    addProvenance(editor, provenance, (keyword) => primaryHeader.has(keyword));
    addComputation(editor, cube, request, chosen);
  };
  const found = [...FOUND, ...noiseCards(cube, request), ...(needsCorrelation(request) ? MEASURED : []), ...regionCards(request)];
  let primary: ComputedHdu | undefined;
  let end = 0;
  if (request.primary !== 'first') {
    const editor = cube.image.hdu.index === 0 ? bare(cube) : withoutData(cube.opened.file.hdus[0]);
    modernise(editor, primaryHeader).set('EXTEND', true);
    addOrigin(editor);
    primary = new ComputedHdu(editor, 0, 0, found);
    end = primary.end;
  }
  const hdus: MapHdu[] = [];
  for (const map of maps) {
    for (const [n, { cuts, firstPlane, planes, label }] of groupsOf(cube).entries()) {
      const isFirst = hdus.length === 0 && (primary === undefined || cube.image.hdu.index > 0);
      const header = mapsHeader(cube, cuts, request, isFirst);
      const bitpix = bitpixOf(map, cube);
      let editor = describeMap(header.edit().set('BITPIX', bitpix), map, cube).set('EXTNAME', map.extname);
      if (cube.uneven) editor.set('EXTVER', n + 1, label);
      const isWhole = end === 0;
      if (isWhole) addOrigin((editor = asPrimary(header, editor).set('EXTEND', true)));
      else editor = asExtension(editor, header);
      const axes = axesOf(header);
      const bytes = axes.reduce((product, length) => product * length, Math.abs(bitpix) / 8);
      const later = [...countedOf(map), ...(isWhole ? found : FOUND.slice(0, 1))];
      const hdu = new ComputedHdu(editor, end, bytes, later);
      end = hdu.end;
      hdus.push({ map, bitpix, hdu, axes, firstPlane, planes });
    }
  }
  const after = beamTable(cube);
  return { primary, maps: hdus, after, length: after.reduce((at, { length }) => at + length, end) };
}

/** What HISTORY and DRYRUN say of a request beside what is done to the pixels. */
export function notesOf(request: MomentRequest): string[] {
  const names = withoutError(request);
  return names.length === 0 ? [] : [`no error map is made of ${names.join(', ')}: there is no formula for one here`];
}

/** Cards that are known when the pixels are. */
const COUNTED = [
  ['DATAMIN', 'least value'],
  ['DATAMAX', 'largest value'],
  ['NINVALID', 'samples of the cube that are no numbers'],
  ['NGUARD', 'pixels emptied: outside of the channels'],
] as const;

/** The guard empties means and what is about them, no other maps. */
function countedOf({ id }: MomentMap): (typeof COUNTED)[number][] {
  if (id === 'nchan') return COUNTED.slice(0, 2);
  return COUNTED.slice(0, isWeighted(id) ? 4 : 3);
}

/** What is found out with the pixels; texts are for HISTORY, of the first HDU only. */
const FOUND = [
  ['ZEROWARN', 'channels that are zero for the most part'],
  ['ZEROTEXT', ''],
] as const;

const MEASURED = [
  ...[1, 2, 3].map((lag) => [`RHO${lag}`, `measured correlation of the noise at lag ${lag}`] as const),
  ['RHOTEXT', ''] as const,
];

export function requestText(cube: Cube, request: MomentRequest): string {
  const { options, variance } = cube;
  const { noise, noiseScope } = request;
  // Where there is a companion they say that it is not to be used.
  const asked = variance ? {} : { noise: noise === 'mad' ? undefined : noise, noiseScope: noiseScope === 'cube' ? undefined : noiseScope };
  const texts = [momentText({ ...request, ...asked }), cube.mask ? `MASK=${cube.mask.id}` : '', ...optionTexts(options)];
  return texts.filter((text) => text !== '').join(' ');
}

function addComputation(editor: HeaderEditor, cube: Cube, request: MomentRequest, { kernel }: ChosenKernels): void {
  const { spectral, box, nz, image, variance } = cube;
  const { include, exclude, nsigma, m12nsigma, centre, noise = 'mad', noiseScope = 'cube' } = request;
  const chosen = [cube.mask && 'MASK', include && 'INCLUDE', exclude && 'EXCLUDE', nsigma !== undefined && 'NSIGMA', ...maskWords(request)];
  editor.set('MASKTYPE', chosen.filter(Boolean).join(' ') || 'NONE', 'which samples were chosen by');
  addMask(editor, cube, request);
  if (nsigma !== undefined) editor.set('NSIGMA', nsigma, request.absolute ? 'least |I| over the noise' : 'least I over the noise');
  if (m12nsigma !== undefined) editor.set('M12SIGMA', m12nsigma, 'as NSIGMA, for moments 1, 2 and their kind (M12NSIGMA)');
  if (centre === 'median') editor.set('CENTRE', 'MEDIAN', 'what thresholds are counted from');
  const about = spectral.isVelocity
    ? `${spectral.doppler} velocities in km/s, rest frequency ${spectral.restFrequencyHz ?? 'not known'} Hz`
    : `${spectral.ctype} in ${spectral.unit || 'no unit'}`;
  if (request.guard === false) editor.set('GUARD', false, 'coordinates outside of the channels are kept');
  if (request.compat) editor.set('COMPAT', request.compat, 'whose rules sums and order statistics follow');
  editor.add('HISTORY', pixelsOf(cube));
  editor.add('HISTORY', `channels ${box.z.first + 1} to ${box.z.first + nz} of HDU ${image.hdu.index} of the source; coordinate: ${about}`);
  editor.add('HISTORY', `spectral frame${cube.options.frame ? '' : ' as in the source'}: ${spectral.specsys?.trim() || 'not given'}`);
  if (needsNoise(request, variance !== undefined)) editor.add('HISTORY', noiseText(noise, noiseScope, request));
  if (request.sigma !== undefined) editor.add('HISTORY', 'noise: that of the request (SIGMA)');
  if (variance && takesCompanion(request, true)) {
    const { hdu } = variance.image;
    editor.set('NOISEHDU', hdu.name.trim() || `${hdu.index}`, 'HDU of the source that the noise is from');
    editor.add('HISTORY', `noise: from the ${COMPANION_WORDS[variance.power]} in HDU ${hdu.index} of the source, of each sample its own`);
    editor.add('HISTORY', 'where the noise of a kept sample is not known the errors are NaN');
  }
  if (needsErrors(request)) addErrors(editor, request);
  for (const note of notesOf(request)) editor.add('HISTORY', note);
  const stride = zeroStride(cube);
  if (stride > 1) editor.add('HISTORY', `zeros of channels are counted in every ${stride}th pixel`);
  for (const note of cube.notes ?? []) editor.add('HISTORY', note);
  editor.add('HISTORY', `kernels: ${kernel}`);
}

function noiseText(noise: string, scope: string, { noiseChannels }: MomentRequest): string {
  const channels = noiseChannels ? `channels ${noiseChannels.join(' to ')}` : 'the channels asked for';
  const estimator = scope === 'pixel' ? 'mad' : noise;
  return `noise of each ${scope}: ${estimator} of ${channels}${scope === 'pixel' ? '' : ', relative error up to 1e-3'}`;
}

function addErrors(editor: HeaderEditor, { correlation, baseline, limitWidth, noiseChannels }: MomentRequest): void {
  if (correlation === 'auto') editor.add('HISTORY', `errors: correlations measured in channels ${noiseChannels?.join(' to ')}`);
  if (correlation === undefined) editor.add('HISTORY', 'errors: channels taken as uncorrelated');
  if (typeof correlation === 'object') {
    for (const [n, rho] of correlation.entries()) editor.set(`RHO${n + 1}`, rho, `correlation of the noise at lag ${n + 1}`);
    editor.add('HISTORY', 'errors: correlations of channels as given');
  }
  if (baseline) {
    editor.set('LINEFREE', baseline.channels.join(' '), 'channels of the continuum, left and right');
    editor.set('TAPER', baseline.taper, 'of the channels');
    editor.add('HISTORY', 'error of moment 0 with that of the continuum subtracted');
  }
  if (limitWidth !== undefined) editor.set('LIMWIDTH', limitWidth, '[km/s] line of upper limits, where moment 0 is 0');
}

interface Group {
  readonly cuts: readonly AxisCut[];
  readonly firstPlane: number;
  readonly planes: number;
  readonly label: string;
}

/** One box, or one for each plane when they are not evenly spaced. */
function groupsOf(cube: Cube): Group[] {
  if (!cube.uneven) return [{ cuts: cube.cuts, firstPlane: 0, planes: cube.planes.length, label: '' }];
  return cube.planes.map(({ index, label }, p) => {
    const cuts = cube.cuts.map((cut, axis) => {
      const other = cube.otherAxes.indexOf(axis);
      return other < 0 ? cut : { ...cut, first: index[other], count: 1, step: 1 };
    });
    return { cuts, firstPlane: p, planes: 1, label };
  });
}

/** Counts and whole numbers stay such; doubles only where the cube has them. */
function bitpixOf({ id }: MomentMap, { pixels, nz }: Cube): MapBitpix {
  if (id === 'nchan') return nz > 32_767 ? 32 : 16;
  return pixels.bitpix === -64 ? -64 : -32;
}

function axesOf(header: Header): number[] {
  return Array.from({ length: header.integer('NAXIS') ?? 0 }, (_, i) => header.integer(`NAXIS${i + 1}`) ?? 1);
}

/** The primary header of a file whose cube is in it, without pixels and coordinates: those stand in the maps. */
function bare({ opened, inOwnFrame, spectral }: Cube): HeaderEditor {
  const editor = withoutData(opened.file.hdus[0]);
  editor.remove(COORDINATES);
  for (const keyword of ['BUNIT', 'BTYPE', 'BMAJ', 'BMIN', 'BPA', 'BSCALE', 'BZERO', 'EXTNAME', 'CASAMBM']) editor.remove(keyword);
  dropWrongVelref(editor, opened.file.hdus[0].header.number('VELREF'), spectral);
  if (inOwnFrame) editor.remove(/^(SPECSYS|VELREF|VELOSYS|ALTRVAL|ALTRPIX)$/);
  return editor;
}

const COORDINATES =
  /^(CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CNAME|CRDER|CSYER|CROTA|LTV|DRVAL|DUNIT|DRPIX)\d+[A-Z]?$|^(PC|CD|PV|PS|LTM)\d+_\d+[A-Z]?$|^(PC|CD)\d{6}$|^WCSAXES[A-Z]?$/;

/** A header that begins a file. */
function asPrimary(original: Header, editor: HeaderEditor): HeaderEditor {
  if (original.has('SIMPLE')) return editor;
  const bytes = Buffer.from(editor.toBytes());
  bytes.write('SIMPLE  =                    T / FITS'.padEnd(80), 0, 'latin1');
  return Header.parse(bytes, { file: 'product' }).edit().remove('PCOUNT').remove('GCOUNT').remove('XTENSION');
}
