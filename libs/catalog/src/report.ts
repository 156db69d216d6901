import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locatorTitle, type Config } from '#ops';
import { placeCollections } from './derive/collections.js';
import { SqliteIndex } from './index-store/sqlite-index.js';
import { rootsOf } from './scan/roots.js';
import { scan } from './scan/scanner.js';

/** What a scan makes of the data: every dataset with the guesses behind its row, and every file that cannot be used. */
export interface ScanReport {
  readonly datasets: readonly ReportedDataset[];
  readonly unusable: readonly { readonly file: string; readonly reason: string }[];
  /** Rules for other IDs; what they lead to is known only when somebody asks for it. */
  readonly locators: readonly string[];
}

export interface ReportedDataset {
  readonly file: string;
  readonly id: string;
  readonly collection: string;
  readonly type: string | null;
  /** ICRS degrees */
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly fovDeg: number | null;
  readonly bandMetres: readonly [number, number] | null;
  readonly pol: string | null;
  readonly timeMjd: readonly [number, number] | null;
  readonly guesses: readonly string[];
  /** Why nothing can be cut from it. */
  readonly refusal: string | null;
}

/** Scans from scratch, beside whatever else is running: the index that serves is not touched. */
export async function scanReport(
  config: Pick<Config, 'data' | 'state' | 'authority' | 'collections' | 'locators' | 'maxExpanded'>,
): Promise<ScanReport> {
  const { data, state, authority, collections, maxExpanded } = config;
  const hasState = existsSync(state);
  // What was learnt of compressed files is of use to both; but a report alone leaves nothing behind.
  const directory = hasState ? join(state, 'expanded') : mkdtempSync(join(tmpdir(), 'sodalite-report-'));
  const store = SqliteIndex.open(':memory:', '');
  try {
    const exclude = hasState ? [realpathSync(state)] : [];
    const expanded = { directory, maxBytes: maxExpanded };
    const placed = placeCollections(data, collections);
    await scan(store, { roots: rootsOf(data, collections), authority, expanded, collections: placed, exclude });
    return { ...reportOf(store), locators: config.locators.map(locatorTitle) };
  } finally {
    store.close();
    if (!hasState) rmSync(directory, { recursive: true, force: true });
  }
}

export function reportOf(store: SqliteIndex): Omit<ScanReport, 'locators'> {
  const datasets: ReportedDataset[] = [];
  const unusable: { file: string; reason: string }[] = [];
  for (const entry of store.entries()) {
    if ('reason' in entry) unusable.push({ file: entry.key, reason: entry.reason });
    else {
      const { row, refusal } = entry.record;
      datasets.push({
        file: entry.key,
        id: row.obs_publisher_did,
        collection: row.obs_collection,
        type: row.dataproduct_type,
        raDeg: row.s_ra,
        decDeg: row.s_dec,
        fovDeg: row.s_fov,
        bandMetres: row.em_min === null || row.em_max === null ? null : [row.em_min, row.em_max],
        pol: row.pol_states,
        timeMjd: row.t_min === null || row.t_max === null ? null : [row.t_min, row.t_max],
        guesses: entry.guesses,
        refusal: refusal ?? null,
      });
    }
  }
  return { datasets, unusable };
}

/** The report for people: a table of the datasets, then guesses, then what cannot be cut or used at all. */
export function formatReport({ datasets, unusable, locators }: ScanReport): string {
  const head = ['file', 'collection', 'type', 'ra', 'dec', 'fov', 'band (m)', 'pol', 'time (MJD)'];
  const rows = datasets.map((d) => [
    d.file,
    d.collection,
    d.type ?? '-',
    degrees(d.raDeg),
    degrees(d.decDeg),
    d.fovDeg === null ? '-' : d.fovDeg.toPrecision(3),
    d.bandMetres?.map((metres) => metres.toPrecision(5)).join(' ') ?? '-',
    d.pol ?? '-',
    d.timeMjd?.map((mjd) => mjd.toFixed(3)).join(' ') ?? '-',
  ]);
  const guesses = datasets.flatMap(({ file, guesses: list }) => list.map((guess) => `${file}: ${guess}`));
  const refusals = datasets.flatMap(({ file, refusal }) => (refusal === null ? [] : [`${file} ${refusal}`]));
  return [
    section(`${datasets.length} datasets`, rows.length > 0 ? table([head, ...rows]) : []),
    section(`${guesses.length} guesses`, guesses),
    section(`${refusals.length} datasets that cannot be cut`, refusals),
    section(
      `${unusable.length} files that cannot be used`,
      unusable.map(({ file, reason }) => `${file}: ${reason}`),
    ),
    ...(locators.length === 0 ? [] : [section(`${locators.length} locators, whose datasets are looked for when somebody asks`, locators)]),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

function degrees(value: number | null): string {
  return value === null ? '-' : value.toFixed(5);
}
