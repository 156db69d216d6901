import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatReport, scanReport } from '#catalog';
import { UsageError } from '#faults';
import { loadConfig } from '#ops';
import { assertDirectories } from '#host';

/** `sodalite scan --report`: what is there, what was guessed, and what could not be used and why. `--json` for programs. */
export async function scan(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const config = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
  assertDirectories(config);
  const report = await scanReport(config);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  else if (options.report) process.stdout.write(`${formatReport(report)}\n`);
  else process.stdout.write(`${report.datasets.length} datasets, ${report.unusable.length} files that cannot be used\n`);
  return 0;
}

function readOptions(args: readonly string[]): { readonly report?: boolean; readonly json?: boolean } {
  try {
    return parseArgs({ args: [...args], options: { report: { type: 'boolean' }, json: { type: 'boolean' } } }).values;
  } catch (cause) {
    throw new UsageError(`scan: ${(cause as Error).message}; expected --report, --json or nothing`, { cause });
  }
}
