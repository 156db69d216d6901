import { setImmediate } from 'node:timers/promises';
import { DomainError, NoOverlapError } from '#faults';
import { Header } from '#fits';
import { combinationsTable, type Combination } from './combinations-table.js';
import { CutoutNames } from './cutout-names.js';
import { etagOf, fitsPlan, type CutoutPlan, type Origin } from './cutout-plan.js';
import { combinedPrimary, isReason } from './cutouts.js';
import { asExtension } from './extension-header.js';
import { canonical, type Filters } from './filters.js';
import { PlanRoom } from './plan-room.js';
import type { PlannedHdu } from './planned-hdu.js';
import { planSpectrum, type SpectrumTablePlan } from './spectrum/plan-spectrum.js';
import type { Spectra } from './spectrum/spectra.js';
import type { SpectrumDocument } from './spectrum/spectrum-document.js';

interface Made<Plan> {
  readonly filters: Filters;
  readonly plan?: Plan;
  readonly reason?: DomainError;
}

/**
 * The spectra of several combinations of filters as one FITS file, as planCutouts does for images: the HDUs of each have names that begin with CUTOUT
 * and its number, and the table COMBINATIONS tells what became of each.
 * @throws what planSpectrum does, when no combination can be made
 */
export async function planSpectrumFits(
  spectra: Spectra,
  combinations: readonly Filters[],
  origin: Origin,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<CutoutPlan> {
  if (combinations.length === 1) return planSpectrum(spectra, combinations[0], 'fits', origin, signal, room);
  const made = await each(spectra, combinations, (filters) => planSpectrum(spectra, filters, 'fits', origin, signal, room));
  const hdus: PlannedHdu[] = [];
  const rows: Combination[] = [];
  const names = new CutoutNames(true);
  for (const [i, { filters, plan, reason }] of made.entries()) {
    const parts = plan?.hdus.filter(({ data }) => data.length > 0) ?? [];
    const renamed: ReturnType<typeof withName>[] = [];
    for (const hdu of parts) {
      const header = Header.parse(hdu.header, { file: 'cutout' });
      await room.turn(header, signal);
      renamed.push(withName(hdu, header, (name) => names.named(i + 1, parts.length > 1 ? name : ''), i + 1));
    }
    hdus.push(...renamed.map(({ hdu }) => hdu));
    rows.push({ filters, names: renamed.map(({ name }) => name), pixels: renamed.reduce((sum, { pixels }) => sum + pixels, 0), reason });
  }
  hdus.push(combinationsTable(rows));
  const request = combinations.map(canonical).join('\n');
  return fitsPlan(spectra, request, origin, [combinedPrimary(spectra, combinations, origin, hdus.length), ...hdus]);
}

/**
 * The spectra of several combinations of filters as one document, whose tables say which one they are of.
 * @throws what planSpectrum does, when no combination can be made
 */
export async function planSpectrumTables(
  spectra: Spectra,
  combinations: readonly Filters[],
  format: 'votable' | 'csv',
  origin: Origin,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<SpectrumTablePlan> {
  if (combinations.length === 1) return planSpectrum(spectra, combinations[0], format, origin, signal, room);
  const made = await each(spectra, combinations, (filters) => planSpectrum(spectra, filters, format, origin, signal, room));
  const plans = made.flatMap(({ plan }, i) => (plan ? [{ number: i + 1, plan }] : []));
  const [{ plan: first }] = plans;
  const documents = plans.map(({ plan }) => plan.document);
  const missing = made.flatMap(({ reason }, i) => (reason ? [`CUTOUT${i + 1}: ${reason.message}`] : []));
  const request = combinations.map((filters, i) => `CUTOUT${i + 1}: ${canonical(filters)}`).join('; ');
  const etag = etagOf(spectra.file.source.etag, request, origin.sourceId, origin.creator, format);
  const document: SpectrumDocument = {
    ...first.document,
    request,
    notes: [...new Set(documents.flatMap(({ notes }) => notes)), ...missing],
    columnNames: [...new Set(documents.flatMap(({ columnNames }) => columnNames))],
    // One table of one combination would not say which it is of.
    count: Math.max(
      2,
      documents.reduce((sum, { count }) => sum + count, 0),
    ),
    async *tables(abort) {
      for (const { number, plan } of plans)
        for await (const table of plan.document.tables(abort)) yield { ...table, arm: `CUTOUT${number} ${table.arm}` };
    },
  };
  return { ...first, document, etag, fileName: first.fileName.replace(/_[0-9a-f]{8}\./, `_${etag.slice(0, 8)}.`) };
}

async function each<Plan>(
  spectra: Spectra,
  combinations: readonly Filters[],
  make: (filters: Filters) => Promise<Plan>,
): Promise<Made<Plan>[]> {
  const made: Made<Plan>[] = [];
  for (const filters of combinations) {
    if (made.length > 0) await setImmediate();
    try {
      made.push({ filters, plan: await make(filters) });
    } catch (error) {
      if (!isReason(error)) throw error;
      made.push({ filters, reason: error });
    }
  }
  if (made.some(({ plan }) => plan !== undefined)) return made;
  const wrong = made.find(({ reason }) => reason?.fault !== 'no-overlap');
  throw wrong?.reason ?? new NoOverlapError(`none of the ${combinations.length} combinations overlaps ${spectra.file.source.name}`);
}

/** The HDU as an extension under another name; of a table the rows are counted as pixels. */
function withName({ data, image }: PlannedHdu, header: Header, nameFor: (name: string) => string, number: number) {
  const own = header.string('EXTNAME')?.trim() ?? '';
  const name = nameFor(own);
  const editor = asExtension(header.edit(), header).set('EXTNAME', name);
  for (const keyword of ['EXTVER', 'EXTLEVEL']) editor.remove(keyword);
  editor.set('CUTOUT', number, 'which combination, see table COMBINATIONS');
  if (own) editor.set('SRCNAME', own, 'EXTNAME of the HDU of the source');
  const hdu: PlannedHdu = { header: editor.toBytes(), data, image: image && { ...image, name } };
  return { hdu, name, pixels: image ? image.axes.reduce((a, b) => a * b, 1) : (header.integer('NAXIS2') ?? 0) };
}
