import { UnsupportedError } from '#faults';
import { Header, HeaderEditor } from '#fits';
import { cutHeader } from '../../cut-header.js';
import type { Cube } from '../cube.js';
import { beamAt, beamsDiffer } from '../cube-beams.js';
import { keepAxes } from '../keep-axes.js';
import { velocityDefinition } from '../velocity-definition.js';
import { unitTimes } from '../units.js';
import type { Panels, PanelsRequest } from './panels.js';

/** What the header of an array of maps tells of it. */
export interface PanelArray {
  readonly bitpix: -32 | -64;
  /** NAXIS1 first */
  readonly dims: readonly number[];
  readonly extension: boolean;
  /** the panels along axis 3; without, one map that has no spectral axis */
  readonly panels?: Panels;
}

/** Sky first as in the file, then the maps, then what else the image has. */
export function dimsOf(
  { axes, image, cuts }: Cube,
  panels?: Panels,
): { readonly kept: readonly number[]; readonly dims: readonly number[] } {
  const sky = [axes.x, axes.y].toSorted((a, b) => a - b);
  const length = Math.max(image.wcs.axes.length, image.shape.axes.length);
  const others = Array.from({ length }, (_, axis) => axis).filter((axis) => !sky.includes(axis) && axis !== axes.z);
  const counts = others.filter((axis) => axis < cuts.length).map((axis) => cuts[axis].count);
  const inner = sky.map((axis) => cuts[axis].count);
  return panels
    ? { kept: [...sky, axes.z, ...others], dims: [...inner, panels.bins.length, ...counts] }
    : { kept: [...sky, ...others], dims: [...inner, ...counts] };
}

/** Cards of the source that stay true, the sky and other axes of the box, and maps instead of channels (kernels §11). */
export function panelHeader(cube: Cube, kept: readonly number[], array: PanelArray, combine: PanelsRequest['combine']): HeaderEditor {
  const { image, spectral, unit } = cube;
  if (cube.uneven) throw new UnsupportedError('POL picks planes that are not evenly spaced; channel maps are made of such one at a time');
  const site = { file: 'product', hdu: image.hdu.index };
  const source = Header.parse(cutHeader(image, cube.cuts).toBytes(), site);
  const editor = started(Header.parse(keepAxes(source, kept, image.hdu).toBytes(), site), array);
  // Other descriptions tell of channels that are no more.
  editor.remove(/^(CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CNAME|CRDER|CSYER)\d+[A-Z]$/).remove(/^(PC|CD|PV|PS)\d+_\d+[A-Z]$/);
  editor.remove(/^(WCSNAME|WCSAXES|RESTFRQ|RESTWAV|SPECSYS|SSYSOBS|SSYSSRC|VELOSYS|VELANGL|ZSOURCE|RADESYS|EQUINOX|LONPOLE|LATPOLE)[A-Z]$/);
  editor.remove(/^(VELREF|ALTRVAL|ALTRPIX|VELDEF|VELR|CASAMBM|BTYPE)$/);
  const epoch = source.number('EPOCH');
  if (epoch !== undefined && !source.has('EQUINOX')) editor.set('EQUINOX', epoch, 'yr');
  editor.remove('EPOCH'); // deprecated, and means the same
  if (array.panels) addPanelAxis(editor, source, array.panels, cube);
  else if (spectral.specsys) editor.set('SPECSYS', spectral.specsys);
  const product = combine === 'integrate' ? unitTimes(unit, spectral.unit) : unit;
  if (product) editor.set('BUNIT', product, combine === 'integrate' ? 'integrated over each map' : undefined);
  addBeam(editor, cube);
  return editor;
}

function started(header: Header, { bitpix, dims, extension }: PanelArray): HeaderEditor {
  const start = HeaderEditor.empty();
  if (extension) start.set('XTENSION', 'IMAGE', 'image extension');
  else start.set('SIMPLE', true, 'FITS standard');
  start.set('BITPIX', bitpix).set('NAXIS', dims.length);
  dims.forEach((size, axis) => start.set(`NAXIS${axis + 1}`, size));
  if (extension) start.set('PCOUNT', 0).set('GCOUNT', 1);
  else start.set('EXTEND', true);
  const begin = Buffer.from(start.toBytes()).subarray(0, (dims.length + (extension ? 5 : 4)) * 80);
  return Header.parse(Buffer.concat([begin, header.edit().remove(STRUCTURE).toBytes()]), { file: 'product' }).edit();
}

const STRUCTURE =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BLOCKED|NEXTEND|EXTNAME|EXTVER|EXTLEVEL|INHERIT|BSCALE|BZERO|BLANK|DATAMIN|DATAMAX|CHECKSUM|DATASUM|DATE|CREATOR|SRCID)$/;

const VELOCITIES = { radio: 'VRAD', optical: 'VOPT', relativistic: 'VELO' } as const;

function addPanelAxis(editor: HeaderEditor, source: Header, { bins, width }: Panels, { spectral }: Cube): void {
  editor.remove(/^(PV|PS)3_\d+$/).remove(/^(CROTA3|CNAME3|CRDER3|CSYER3|DRVAL3|DUNIT3|DRPIX3)$/).remove(/^(PC|CD)(3_\d+|\d+_3)$/).remove(/^(PC|CD)(003\d{3}|\d{3}003)$/); // prettier-ignore
  editor.set('CTYPE3', spectral.isVelocity ? VELOCITIES[spectral.doppler ?? 'relativistic'] : spectral.ctype.slice(0, 4), 'of the maps');
  editor
    .set('CUNIT3', spectral.unit)
    .set('CRPIX3', 1)
    .set('CRVAL3', (bins[0][0] + bins[0][1]) / 2, 'middle of the first map');
  if (source.cards.some(({ keyword }) => /^CD\d+_\d+$/.test(keyword))) editor.set('CD3_3', width, 'width of a map').remove('CDELT3');
  else editor.set('CDELT3', width, 'width of a map');
  if (spectral.restFrequencyHz !== undefined) editor.set('RESTFRQ', spectral.restFrequencyHz, 'Hz').remove('RESTFREQ').remove('RESTWAV');
  if (spectral.specsys) editor.set('SPECSYS', spectral.specsys);
  const definition = velocityDefinition(spectral);
  if (definition) editor.set('VELDEF', definition, 'convention and frame of velocities');
}

/** One beam where all are about the same; else none, and a warning. */
function addBeam(editor: HeaderEditor, cube: Cube): void {
  const beam = beamAt(cube.beams, 0, cube.nz >> 1);
  if (cube.beams.from !== 'table') return;
  for (const keyword of ['BMAJ', 'BMIN', 'BPA']) editor.remove(keyword);
  if (beamsDiffer(cube.beams, cube.options.beamTolerance)) {
    editor.set('BEAMWARN', true, 'channels of a map differ in resolution, see CHANBEAM');
  } else if (beam) editor.set('BMAJ', beam.majorDeg, 'deg').set('BMIN', beam.minorDeg, 'deg').set('BPA', beam.paDeg, 'deg');
}
