import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatReport, scanInto, scanReport } from '#catalog';
import { UsageError } from '#faults';
import { loadConfig, type Config } from '#ops';
import { assertDirectories } from '#host';

interface ScanCommand {
  readonly report?: boolean;
  readonly json?: boolean;
  readonly into?: string;
  readonly places: readonly string[];
}

/**
 * `sodalite scan --report`: what is there, what was guessed, and what could not be used and why. `--json` for programs.
 * `sodalite scan --into postgres://… [DIR | s3://store/bucket/folder …]`: into the index of a database.
 */
export async function scan(args: readonly string[]): Promise<number> {
  const command = readCommand(args);
  const config = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
  if (command.into !== undefined) return intoDatabase(config, command.into, command);
  assertDirectories(config);
  const report = await scanReport(config);
  if (command.json) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  else if (command.report) process.stdout.write(`${formatReport(report)}\n`);
  else process.stdout.write(`${report.datasets.length} datasets, ${report.unusable.length} files that cannot be used\n`);
  return 0;
}

/** One line; status 1 when it was broken off, and then what has been read stays. */
async function intoDatabase(config: Config, database: string, { json, places }: ScanCommand): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  // Places that are named stand in for SODALITE_DATA.
  assertDirectories(places.length === 0 ? config : { ...config, origins: { ...config.origins, data: 'default' } });
  const result = await scanInto(config, { database, places, signal: stop.signal });
  const { scanned, read, removed, datasets, refused, seconds, finished } = result;
  const counts = `${scanned} files looked at, ${read} read, ${removed} gone: ${datasets} datasets, ${refused} files that cannot be used`;
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`${finished ? '' : 'broken off; '}${counts} (${seconds.toFixed(1)} s)\n`);
  return finished ? 0 : 1;
}

function readCommand(args: readonly string[]): ScanCommand {
  const expected = 'expected --report, --json, nothing, or --into postgres://… and where to scan';
  const read = (): ScanCommand => {
    const flag = { type: 'boolean' } as const;
    const options = { report: flag, json: flag, into: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { ...values, places: positionals };
  };
  let command: ScanCommand;
  try {
    command = read();
  } catch (cause) {
    throw new UsageError(`scan: ${(cause as Error).message}; ${expected}`, { cause });
  }
  const { into, places, report } = command;
  if (into === undefined && places.length > 0) throw new UsageError(`scan: where to scan is said with --into only; ${expected}`);
  if (into !== undefined && report) throw new UsageError(`scan: --report looks at the files, not at a database; ${expected}`);
  return command;
}
