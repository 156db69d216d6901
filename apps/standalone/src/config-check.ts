import { readFile } from 'node:fs/promises';
import { UsageError } from '#faults';
import { describeConfig, loadConfig } from '#ops';
import { assertDirectories } from '#host';

/** `sodalite config check`: the configuration in force and where each value comes from. */
export async function configCheck(args: readonly string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== 'check') throw new UsageError(`config: expected 'check', got '${args.join(' ')}'`);
  const config = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
  assertDirectories(config);
  const rows = describeConfig(config).map(({ variable, value, origin, meaning }) => [variable, value, origin, meaning]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    process.stdout.write(
      `${row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`);
  return 0;
}
