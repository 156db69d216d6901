import { checksumText, Header, HeaderEditor, sumBoth, sumOf } from '#fits';
import type { Origin } from '../cutout-plan.js';
import { shortened } from '../provenance.js';
import type { ChosenKernels } from './backends.js';
import type { Cube } from './cube.js';
import { velocityDefinition } from './velocity-definition.js';
import { dropWrongVelref } from './velref.js';

/** A primary header without data that keeps what the source says of its origin and its history, and nothing of its array and its axes. */
export function primaryOf({ image }: Cube): HeaderEditor {
  const start = HeaderEditor.empty().set('SIMPLE', true, 'FITS standard').set('BITPIX', 8).set('NAXIS', 0).set('EXTEND', true);
  const kept = image.header.edit();
  for (const keywords of [STRUCTURE, AXES, DISTORTIONS, OF_PIXELS]) kept.remove(keywords);
  const begin = Buffer.from(start.toBytes()).subarray(0, 4 * 80);
  return Header.parse(Buffer.concat([begin, kept.toBytes()]), { file: image.hdu.name }).edit();
}

/** Who made it from what and how (kernels §1.6); the same request makes the same header. */
export function addHistory(
  editor: HeaderEditor,
  what: string,
  cube: Cube,
  request: string,
  { creator, sourceId }: Origin,
  { kernel }: ChosenKernels,
): void {
  const { image, source, spectral } = cube;
  editor.set('DATE', source.lastModified.toISOString().slice(0, 19), 'UTC; when the source file was last changed');
  if (!image.header.has('ORIGIN')) editor.set('ORIGIN', 'Sodalite', 'who made this file');
  editor.set('CREATOR', creator, 'what made this file').set('SRCID', sourceId, 'dataset that this is made from');
  const ends = [spectral.edges[0], spectral.edges[spectral.edges.length - 1]];
  const convention = spectral.isVelocity
    ? `, ${spectral.doppler} velocity${spectral.restFrequencyHz ? ` for ${spectral.restFrequencyHz} Hz` : ''}`
    : '';
  editor.add('HISTORY', `${creator}: ${what} of ${sourceId}`);
  editor.add('HISTORY', `${creator}: ${shortened(request)}`);
  editor.add('HISTORY', pixelsOf(cube));
  if (spectral.ctype !== '')
    editor.add(
      'HISTORY',
      `channels from ${ends[0]} to ${ends[1]} ${spectral.unit} (edges${convention}), in the frame ${cube.options.frame ?? 'of the file'}`,
    );
  for (const note of cube.notes ?? []) editor.add('HISTORY', note);
  editor.add('HISTORY', `kernels: ${kernel}`);
}

/** The part of the source that a product is made from, for HISTORY. */
export function pixelsOf({ image, box, axes, planes, otherAxes }: Cube): string {
  const ranges = image.shape.axes.map((_, axis) => {
    const span = axis === axes.x ? box.x : axis === axes.y ? box.y : axis === axes.z ? box.z : undefined;
    if (span) return `${span.first + 1}:${span.first + span.count}`;
    return [...new Set(planes.map(({ index }) => index[otherAxes.indexOf(axis)] + 1))].join('+');
  });
  return `pixels [${ranges.join(',')}] of HDU ${image.hdu.index} of the source`;
}

/** Of the rest frequency and the frame, for tables of spectra. */
export function addSpectralCards(editor: HeaderEditor, { spectral, image }: Cube): void {
  dropWrongVelref(editor, image.header.number('VELREF'), spectral);
  if (spectral.restFrequencyHz !== undefined) editor.set('RESTFRQ', spectral.restFrequencyHz, 'Hz');
  if (spectral.specsys !== undefined) editor.set('SPECSYS', spectral.specsys, 'frame of the spectral coordinate');
  const definition = velocityDefinition(spectral);
  if (definition) editor.set('VELDEF', definition, 'convention and frame of velocities');
}

/** The header with the sums of its HDU; as long as with any other sums. */
export function summed(editor: HeaderEditor, dataSum: number): Uint8Array {
  const bytes = editor.set('DATASUM', `${dataSum}`, 'of the data').set('CHECKSUM', '0'.repeat(16), 'of the HDU').toBytes();
  return editor.set('CHECKSUM', checksumText(sumBoth(sumOf(bytes), dataSum, 0))).toBytes();
}

export const STRUCTURE =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BLOCKED|NEXTEND|EXTNAME|EXTVER|EXTLEVEL|INHERIT|BSCALE|BZERO|BLANK|DATAMIN|DATAMAX|CHECKSUM|DATASUM)$/;
export const AXES =
  /^(WCSAXES[A-Z]?|WCSNAME[A-Z]?|(CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CNAME|CRDER|CSYER|CROTA)\d+[A-Z]?|(PC|CD|PV|PS)\d+_\d+[A-Z]?|(PC|CD)\d{6}|PROJP\d+|(LONPOLE|LATPOLE)[A-Z]?|(DTYPE|DUNIT|DRVAL|DRPIX)\d+|LTV\d+|LTM\d+_\d+|WCSDIM|WAT\d+_\d+|CNPIX\d|[XY]PIXELSZ)$/;
export const DISTORTIONS =
  /^((A|B|AP|BP)_(ORDER|DMAX|\d+_\d+)|(CPDIS|CQDIS|CPERR|CQERR|DVERR|DP|DQ)\d+[A-Z]?|(D2IMDIS|D2IMERR|D2IM)\d+|AXISCORR|AMD[XY]\d+|PPO\d|PLT(RA|DEC)[HMSDN]*|PLTSCALE)$/;
/** What the pixels are, and the resolution they had. */
const OF_PIXELS = /^(BUNIT|BTYPE|CASAMBM|BMAJ|BMIN|BPA|EPOCH|DATE|CREATOR|SRCID)$/;
