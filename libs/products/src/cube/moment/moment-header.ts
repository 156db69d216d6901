import { Header, type HeaderEditor } from '#fits';
import { medianOf } from '#kernels';
import { beamAt, beamsDiffer, type Beam, type Beams } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import { cutHeader } from '../../cut-header.js';
import type { AxisCut } from '../../section.js';
import { stretchAxis } from '../../stretch-axis.js';
import { keepAxes } from '../keep-axes.js';
import { modernise } from '../modern-cards.js';
import { dropWrongVelref } from '../velref.js';
import { velocityDefinition } from '../velocity-definition.js';
import { productUnit, unitPower, unitTimes } from '../units.js';
import { keptAxes } from './moment-layout.js';
import type { Dimension, MomentMap } from './moment-maps.js';
import type { MomentRequest } from './moment-request.js';

/**
 * What all maps of a product have in common (kernels.md §7.3): the sky as it was, cut; the spectral axis gone, or of one pixel.
 * @param history whether HISTORY and COMMENT of the cube go along: once in a file is enough
 * @throws UnsupportedError when the spectral axis is tied to the others
 */
export function mapsHeader(cube: Cube, cuts: readonly AxisCut[], { keepAxis = false }: MomentRequest, history: boolean): Header {
  const { image, spectral } = cube;
  const cut = Header.parse(cutHeader(image, cuts).toBytes(), { file: cube.source.name, hdu: image.hdu.index });
  const kept = keptAxes(cube, keepAxis);
  const editor = modernise(keepAxes(cut, kept, image.hdu), cut);
  for (const keyword of GONE) editor.remove(keyword);
  if (!history) editor.remove('HISTORY').remove('COMMENT');
  if (keepAxis) keepSpectral(editor, cube, kept.indexOf(cube.axes.z) + 1);
  const rest = spectral.restFrequencyHz;
  if (rest !== undefined) editor.set('RESTFRQ', rest, '[Hz] that the velocities are of').remove('RESTFREQ').remove('RESTWAV');
  if (spectral.specsys) editor.set('SPECSYS', spectral.specsys);
  dropWrongVelref(editor, cut.number('VELREF'), spectral);
  addBeam(editor, cube.beams, cube.options.beamTolerance);
  addRange(editor, cube);
  return Header.parse(editor.toBytes(), { file: cube.source.name, hdu: image.hdu.index });
}

/** Of the pixels or the spectral axis as they were. */
const GONE = ['DATE', 'BSCALE', 'BZERO', 'BLANK', 'BUNIT', 'BTYPE', 'DATAMIN', 'DATAMAX', 'CHECKSUM', 'DATASUM', 'ALTRVAL', 'ALTRPIX', 'VELR', 'CASAMBM', 'NPOL', 'NCHAN', 'DRPIX', 'COEFF0', 'COEFF1', 'EXTVER', 'ZBLANK']; // prettier-ignore

/** One pixel as wide as the range, in every description; the first one says it linearly: CRPIX = 1, CRVAL in the middle. */
function keepSpectral(editor: HeaderEditor, cube: Cube, number: number): void {
  const { image, box, axes } = cube;
  const header = Header.parse(editor.toBytes(), { file: cube.source.name });
  const hasCd = header.cards.some(({ keyword }) => /^CD(\d+_\d+|\d{6})$/.test(keyword));
  const { quantity, ends, unit } = rangeOf(cube);
  for (const alternate of image.alternates) {
    const reference = header.number(`CRPIX${number}${alternate}`) ?? 0;
    editor.set(`CRPIX${number}${alternate}`, (reference - 0.5) / box.z.count + 0.5);
    stretchAxis(header, editor, number, alternate, box.z.count);
  }
  for (const keyword of ['CROTA', 'DRVAL', 'DUNIT']) editor.remove(`${keyword}${number}`);
  const twice = `${number}`.padStart(3, '0').repeat(2);
  for (const keyword of [`CD${number}_${number}`, `CD${twice}`, `PC${number}_${number}`, `PC${twice}`]) editor.remove(keyword);
  editor.remove(new RegExp(`^(PS|PV)${number}_\\d+$`));
  editor.set(`NAXIS${number}`, 1).set(`CTYPE${number}`, quantity).set(`CRPIX${number}`, 1);
  editor
    .set(`CRVAL${number}`, (ends[0] + ends[1]) / 2, 'middle of the channels')
    .set(hasCd ? `CD${number}_${number}` : `CDELT${number}`, ends[1] - ends[0], 'all of them');
  editor.set(`CUNIT${number}`, unit, `was ${image.wcs.axes[axes.z]?.cunit || 'not given'}`);
}

/** The outer edges of the channels, of the axis' own quantity in SI; of the product's velocities where the axis has such for another rest frequency than RESTFRQ says. */
function rangeOf({ image, box, nz, spectral: { edges, isVelocity, doppler, restFrequencyHz } }: Cube) {
  const { quantity, native, restFrequencyHz: own } = image.wcs.spectral!;
  if (isVelocity && doppler && VELOCITIES.includes(quantity) && restFrequencyHz !== own)
    return { quantity: VELOCITY_OF[doppler], ends: [edges[0] * 1000, edges[nz] * 1000], unit: 'm/s' };
  const ends = Float64Array.of(box.z.first - 0.5, box.z.first + box.z.count - 0.5);
  native.pixelToWorld(ends, 2, ends);
  return { quantity, ends, unit: SI[quantity] ?? '' };
}

const VELOCITIES: readonly string[] = ['VRAD', 'VOPT', 'ZOPT', 'VELO', 'BETA'];
const VELOCITY_OF = { radio: 'VRAD', optical: 'VOPT', relativistic: 'VELO' } as const;

const SI: Readonly<Record<string, string>> = { FREQ: 'Hz', AFRQ: 'rad/s', ENER: 'J', WAVN: '/m', WAVE: 'm', AWAV: 'm', VRAD: 'm/s', VOPT: 'm/s', VELO: 'm/s' }; // prettier-ignore

/** The one of all channels; where they have their own, the largest of the used ones, which every channel was at least seen with. */
function addBeam(editor: HeaderEditor, beams: Beams, tolerance?: number): void {
  const beam = beams.common ?? largest(beams);
  if (!beam) return;
  editor.set('BMAJ', beam.majorDeg, '[deg]').set('BMIN', beam.minorDeg, '[deg]').set('BPA', beam.paDeg, '[deg]');
  if (beams.from === 'history') editor.add('HISTORY', 'BMAJ, BMIN and BPA are from HISTORY of AIPS');
  if (!beamsDiffer(beams, tolerance)) return;
  editor
    .set('BEAMWARN', true, 'channels differ in resolution, see CHANBEAM')
    .add('HISTORY', 'BMAJ, BMIN and BPA are of the largest beam of the channels');
}

function largest({ channels = [] }: Beams): Beam | undefined {
  let found: Beam | undefined;
  for (const beam of channels.flat()) if (beam && (!found || beam.majorDeg * beam.minorDeg > found.majorDeg * found.minorDeg)) found = beam;
  return found;
}

function addRange(editor: HeaderEditor, { box, nz, spectral, beams }: Cube): void {
  const { edges, widths, unit, frequenciesHz } = spectral;
  const [low, high] = [Math.min(edges[0], edges[nz]), Math.max(edges[0], edges[nz])];
  editor.set('CHANLO', box.z.first + 1, 'first channel of the source').set('CHANHI', box.z.first + nz, 'last channel');
  editor.set('SPECLO', low, `[${unit}] lower edge of the channels`).set('SPECHI', high, `[${unit}] upper edge`);
  editor.set('CHANWDTH', medianOf(widths), `[${unit}] median width of the channels`);
  const definition = velocityDefinition(spectral);
  if (definition) editor.set('VELDEF', definition, 'convention and frame of velocities');
  const frequency = frequenciesHz?.reduce((sum, value) => sum + value / nz, 0);
  if (frequency !== undefined && Number.isFinite(frequency) && beamAt(beams, 0, 0))
    editor.set('FREQREF', frequency, '[Hz] mean of the channels, for conversions with the beam');
}

/** What a map is, on top of the header of all. */
export function describeMap(editor: HeaderEditor, map: MomentMap, cube: Cube): HeaderEditor {
  const unit = unitOf(map.dimension, cube);
  if (unit !== '') editor.set('BUNIT', unit);
  editor.set('BTYPE', map.btype).set('MOMORDER', map.order, map.comment);
  if (map.id === 'gausswidth' || map.id === 'boxwidth') editor.set('WIDTHDEF', map.id === 'gausswidth' ? 'GAUSS' : 'BOXCAR');
  return editor;
}

/** FITS syntax; '' where the cube does not say its unit. */
export function unitOf(dimension: Dimension, { unit, spectral }: Pick<Cube, 'unit' | 'spectral'>): string {
  if (typeof dimension === 'object') return unitPower(spectral.unit, dimension.power);
  return { intensity: productUnit(unit), integral: unitTimes(unit, spectral.unit), coordinate: productUnit(spectral.unit), number: '', channels: '' }[dimension]; // prettier-ignore
}
