import { Header, padded, sumOf, type Bitpix, type Hdu, type HeaderEditor } from '#fits';
import type { Origin } from '../../cutout-plan.js';
import { asExtension } from '../../extension-header.js';
import { extensionNamed, namedExtensions } from '../../wcs-extensions.js';
import type { ChosenKernels } from '../backends.js';
import { ComputedHdu } from '../computed-hdu.js';
import type { ComputedPlan, CubeSink } from '../computed-plan.js';
import { beamsDiffer } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import { addHistory } from '../made-header.js';
import { addBeam, beamsTable } from './slice-beams.js';
import { pathTable } from './path-table.js';
import type { PathRows } from './places.js';
import { sliceHeader } from './pv-header.js';
import type { PvRequest } from './pv-request.js';
import type { Sampling } from './sampling.js';

export interface SliceContents {
  readonly cube: Cube;
  readonly request: PvRequest;
  readonly sampling: Sampling;
  readonly rows: PathRows;
  readonly origin: Origin;
  readonly chosen: ChosenKernels;
  /** the request in one spelling */
  readonly text: string;
}

/** The file of a slice: an image for each plane, PATH, the beams of the channels, and the tables that the spectral axis is looked up in. */
export interface SliceHdus {
  readonly slices: readonly ComputedHdu[];
  readonly bitpix: -32 | -64;
  readonly length: number;
  readonly shape: ComputedPlan['shape'];
  /** PATH and what else is not made of pixels */
  writeTables(out: CubeSink, signal: AbortSignal): Promise<void>;
}

/** @throws UnsupportedError for a spectral axis that is coupled to others */
export function sliceHdus(contents: SliceContents): SliceHdus {
  const { cube, request, sampling, rows } = contents;
  const bitpix = cube.image.shape.bitpix === -64 ? -64 : -32;
  const axes = request.reverse ? [cube.nz, sampling.samples] : [sampling.samples, cube.nz];
  const dataBytes = (axes[0] * axes[1] * -bitpix) / 8;
  let end = 0;
  const slices = cube.planes.map((_, p) => {
    const hdu = new ComputedHdu(imageHeader(contents, p, bitpix), end, dataBytes, LATER);
    end = hdu.end;
    return hdu;
  });
  const tables = [pathTable(sampling, rows), beamsTable(cube)].flatMap((table) => {
    if (!table) return [];
    const hdu = new ComputedHdu(table.header, end, table.data.length);
    end = hdu.end;
    return [{ hdu, data: table.data }];
  });
  const lookups = lookupTables(cube).map((hdu) => {
    const offset = end;
    end += hdu.header.byteLength + padded(hdu.dataLength);
    return { hdu, offset };
  });
  return {
    slices,
    bitpix,
    length: end,
    shape: [
      ...cube.planes.map(({ label }, p) => ({ name: p === 0 ? 'PRIMARY' : nameOf(label, p), axes, bitpix })),
      { name: 'PATH', axes: [sampling.samples] },
      ...(tables.length > 1 ? [{ name: 'BEAMS', axes: [cube.nz * cube.planes.length] }] : []),
    ],
    async writeTables(out, signal) {
      for (const { hdu, data } of tables) {
        await out.write(data, hdu.dataOffset);
        await hdu.finish(out, sumOf(data));
      }
      for (const { hdu, offset } of lookups) await copyHdu(cube, hdu, out, offset, signal);
    },
  };
}

const LATER = [
  ['DATAMIN', 'smallest value'],
  ['DATAMAX', 'largest value'],
  ['SLBLANK', 'samples without a value'],
] as const;

const nameOf = (label: string, plane: number): string => `SLICE_${label || plane + 1}`;

function imageHeader({ cube, request, sampling, origin, chosen, text }: SliceContents, p: number, bitpix: Bitpix): HeaderEditor {
  const { image, axes, box, nz, planes } = cube;
  const shape = { bitpix, axis: axes.z, first: box.z.first, channels: nz, bin: request.binChannels ?? 1 };
  const editor = sliceHeader(image, shape, sampling, request);
  const { label, index } = planes[p];
  if (label) editor.set('STOKES', label, 'polarization');
  if (planes.length > 1) editor.set('SLPLANE', index.map((pixel) => pixel + 1).join(' '), 'pixels on the other axes of the source');
  addRest(editor, cube);
  addBeam(editor, cube, p, sampling);
  if (shape.bin > 1 && beamsDiffer(cube.beams)) editor.set('BEAMWARN', true, 'channels that are averaged differ in resolution');
  addHistory(editor, 'position-velocity slice', cube, text, origin, chosen);
  addOwnAxis(editor, cube);
  if (p === 0) return editor;
  return asExtension(editor, Header.parse(editor.toBytes(), { file: 'slice' })).set('EXTNAME', nameOf(label, p));
}

/** RESTFREQ of the request, unless the axis has velocities that were made with another one. */
function addRest(editor: HeaderEditor, cube: Cube): void {
  const { restFrequencyHz } = cube.options;
  if (restFrequencyHz === undefined || hasOwnRest(cube)) return;
  editor.set('RESTFRQ', restFrequencyHz, 'Hz, as asked for').remove('RESTFREQ').remove('RESTWAV').remove('FREQ0');
}

/** Whether the axis has velocities for the rest value in the header. */
function hasOwnRest({ image }: Cube): boolean {
  return (
    ['VRAD', 'VOPT', 'ZOPT', 'VELO', 'BETA'].includes(image.wcs.spectral!.quantity) &&
    ['RESTFRQ', 'RESTFREQ', 'RESTWAV'].some((keyword) => image.header.has(keyword))
  );
}

/** The axis is not made anew for other velocities, for along those its channels need not be even (docs/cube.md). */
function addOwnAxis(editor: HeaderEditor, cube: Cube): void {
  const { restFrequencyHz, doppler } = cube.options;
  if (restFrequencyHz === undefined && doppler === undefined) return;
  const { ctype, restFrequencyHz: own } = cube.image.wcs.spectral!;
  editor.add('HISTORY', `the axis stays the file's own, ${ctype}: DOPPLER and RESTFREQ are of the velocities above`);
  if (restFrequencyHz !== undefined && restFrequencyHz !== own && hasOwnRest(cube))
    editor.add('HISTORY', `its velocities are for ${own} Hz, as RESTFRQ says`);
}

/** Tables of coordinates that the spectral axis is looked up in (-TAB); they go along as they are, for the reference pixel carries the shift. */
function lookupTables({ image, axes, opened }: Cube): Hdu[] {
  const { header, wcs, alternates } = image;
  const found = [...new Set(['', ...alternates])].flatMap((alternate) => {
    const name = (header.string(`PS${axes.z + 1}_0${alternate}`) ?? '').trim().toUpperCase();
    const named = namedExtensions(header, wcs.axes.length, alternate).find((each) => each.columns && each.name === name);
    return (named && extensionNamed(opened.file.hdus, named)) ?? [];
  });
  return [...new Set(found)];
}

/** Bytes of a table that are held at once. */
const COPIED = 1024 * 1024;

async function copyHdu({ source }: Cube, hdu: Hdu, out: CubeSink, offset: number, signal: AbortSignal): Promise<void> {
  const header = hdu.header.edit().toBytes();
  await out.write(header, offset);
  const start = offset + header.length;
  for (let from = 0; from < hdu.dataLength; from += COPIED) {
    const length = Math.min(COPIED, hdu.dataLength - from);
    await out.write(await source.read({ offset: hdu.dataOffset + from, length }, { signal }), start + from);
  }
  const padding = padded(hdu.dataLength) - hdu.dataLength;
  if (padding > 0) await out.write(new Uint8Array(padding), start + hdu.dataLength);
}
