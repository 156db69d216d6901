import { LimitError, UsageError } from '#faults';
import { sumOf, type HeaderEditor } from '#fits';
import { workerFile, type WorkerTask } from '#workers';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import { chooseKernels } from '../backends.js';
import { TEXT_TABLES } from '../text-tables.js';
import type { ComputedPlan, CubeSink } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { cubeFile } from '../cube-file.js';
import { beamTable } from '../derived/beam-table.js';
import { commonResolution } from '../derived/common-resolution.js';
import { preparation } from '../derived/preparation.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import { tableData, tableHeader, type MadeColumn } from '../column-table.js';
import { addHistory, addSpectralCards, primaryOf, summed } from '../made-header.js';
import { narrowed } from '../narrowed.js';
import type { ComputedTables } from '../spectrum/plan-aperture-spectrum.js';
import { requestOf } from '../option-texts.js';
import { profileArea } from './profile-area.js';
import { profileColumns } from './profile-columns.js';
import { profileDocument } from './profile-document.js';
import type { ProfileJob, ProfileParts } from './profile-job.js';
import type { ProfileRequest, ProfileTable } from './profile-request.js';
import { guardNotes } from './guard-notes.js';
import { ringParts } from './ring-parts.js';
import { ringsOf } from './rings.js';

const PROFILE: WorkerTask<ProfileJob, Answer<ProfileParts>> = { file: workerFile(import.meta.url, './profile-worker.js') };

/** One thread takes all rows of a plane, one after another. */
const RINGS = { name: 'rings', slowness: 6 };

/** Planes × rings of a product. */
const MOST_ROWS = 1_000_000;

/**
 * Radial profiles in tilted rings (kernels §13), of an image or of the integral of a cube over its channels: a table for each plane and side.
 * @param whole from openProfile
 * @throws UsageError, NoOverlapError, LimitError
 */
export function planProfile(whole: Cube, request: ProfileRequest, origin: Origin, format: 'fits'): ComputedPlan;
export function planProfile(whole: Cube, request: ProfileRequest, origin: Origin, format: 'votable' | 'csv'): ComputedTables;
export function planProfile(
  whole: Cube,
  request: ProfileRequest,
  origin: Origin,
  format: 'fits' | 'votable' | 'csv',
): ComputedPlan | ComputedTables {
  const rings = ringsOf(request);
  const parts = ringParts(request.sides, request.sectors);
  const { distanceMpc } = request;
  if (distanceMpc !== undefined && !(distanceMpc > 0)) throw new UsageError(`DISTANCE is ${distanceMpc}; expected Mpc above 0`);
  if (rings.length * parts.length * whole.planes.length > MOST_ROWS)
    throw new LimitError(
      `${rings.length} rings of ${whole.planes.length} planes are more than ${MOST_ROWS} rows; choose fewer planes by POL or PIXELS`,
    );
  const area = profileArea(whole, request.centre, rings);
  const cube = commonResolution(narrowed(whole, area.box), whole.nz > 1);
  const integrated = cube.nz > 1;
  const chosen = chooseKernels(cube, ['weigh']);
  const text = requestText(cube, request);
  const etag = etagOf(cube.source.etag, text, origin.sourceId, origin.creator, `profile ${chosen.kernel} ${format}`);
  const tablesOf = (found?: readonly ProfileParts[]): ProfileTable[] =>
    cube.planes.flatMap((_, plane) =>
      parts.map((part, s): ProfileTable => {
        const about = { cube, plane, rings, integrated, pixelArea: area.pixelArea, distanceMpc };
        const filled = profileColumns(about, found?.[plane][s]);
        return { plane, part, columns: filled.map(([column]) => column), values: filled.map(([, values]) => values) };
      }),
    );
  const compute = async (out: CubeSink, signal: AbortSignal, progress?: (part: number) => void): Promise<ProfileTable[]> => {
    const ref = await cubeFile(cube, out, signal);
    const widths = integrated ? cube.spectral.widths : undefined;
    const { box, divide, grid } = area;
    const jobs = cube.planes.map((_, plane): ProfileJob => ({
      cube: ref,
      kernel: chosen.kernel,
      plane,
      box,
      rings,
      parts,
      divide,
      grid,
      widths,
    }));
    const found: ProfileParts[] = [];
    await runOnCube(PROFILE, ref, jobs, { signal, progress, done: (result, n) => void (found[n] = result) });
    return tablesOf(found);
  };
  const write = (tables: readonly ProfileTable[]): Uint8Array[] => {
    const primary = primaryOf(cube);
    addHistory(primary, 'radial profile', cube, text, origin, chosen);
    for (const note of guardNotes(request)) primary.add('HISTORY', note);
    return [summed(primary, 0), ...tables.flatMap((table, i) => tableHdu(cube, request, table, i, integrated)), ...beamTable(cube)];
  };
  const name = `${stem(cube.source.name)}_profile_${etag.slice(0, 8)}`;
  const common = {
    etag,
    shape: tablesOf().map(() => ({ name: 'PROFILE', axes: [rings.length] })),
    readBytes: cube.nx * cube.ny * cube.nz * cube.planes.length * cube.image.shape.bytesPerPixel,
    ...preparation(cube),
    manner: RINGS,
    passes: 1,
    ...chosen,
  };
  if (format !== 'fits') {
    const { suffix, contentType } = TEXT_TABLES[format];
    return {
      ...common,
      fileName: `${name}.${suffix}`,
      contentType,
      compute: async (out, signal, progress) =>
        profileDocument({ cube, request, rings, text, origin, integrated }, await compute(out, signal, progress)),
    };
  }
  return {
    ...common,
    fileName: `${name}.fits`,
    contentType: 'application/fits',
    length: write(tablesOf()).reduce((sum, { length }) => sum + length, 0),
    async make(out, signal, progress) {
      let at = 0;
      for (const bytes of write(await compute(out, signal, progress))) {
        await out.write(bytes, at);
        at += bytes.length;
      }
    },
  };
}

function tableHdu(
  cube: Cube,
  { centre }: ProfileRequest,
  { plane, part, columns, values }: ProfileTable,
  i: number,
  integrated: boolean,
): Uint8Array[] {
  const told: MadeColumn[] = [...columns, { name: 'SIDE', datatype: 'int', text: part.name, description: 'of the major axis' }];
  const header: HeaderEditor = tableHeader('PROFILE', i + 1, told, values[0].length);
  header.set('PRRA', centre.lonDeg, 'deg, ICRS; centre of the rings').set('PRDEC', centre.latDeg, 'deg, ICRS');
  header.set('PRSIDE', part.name, 'part of the rings').set('PRMAP', integrated ? 'MOMENT0' : 'IMAGE', 'what it is a profile of');
  const { label } = cube.planes[plane];
  if (cube.planes.length > 1) header.set('PLANE', label || `${plane + 1}`, 'polarization, or plane of the image');
  if (integrated) addSpectralCards(header, cube);
  const data = tableData(told, [...values, values[0]]);
  return [summed(header, sumOf(data)), data];
}

function requestText(
  { options }: Cube,
  { centre, sides = [], sectors = [], radii, widths, paDeg, inclinationDeg, distanceMpc }: ProfileRequest,
): string {
  const isEven = 'spacing' in radii;
  return requestOf(
    [
      ['CENTER', [centre.lonDeg, centre.latDeg]],
      ['RINGSTEP', isEven ? radii.spacing : undefined],
      ['RMAX', isEven ? radii.outermost : undefined],
      ['RINGS', isEven ? undefined : radii],
      ['WIDTH', widths],
      ['PA', paDeg],
      ['INCLINATION', inclinationDeg],
      // Both together is what there is without sides and sectors.
      ...(sides.join(' ') === 'both' && sectors.length === 0 ? [] : sides).map((side) => ['SIDE', side] as const),
      ...sectors.map((sector) => ['SECTOR', sector] as const),
      ['DISTANCE', distanceMpc],
    ],
    options,
  );
}
