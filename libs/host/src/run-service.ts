import { readFile } from 'node:fs/promises';
import type { DynamicModule } from '@nestjs/common';
import { CancelledError, DomainError, UsageError } from '#faults';
import { CREATOR, loadConfig } from '#ops';
import { assertDirectories } from './data-directories.js';
import { Host } from './host.js';

/**
 * Runs one service of several as a process of its own, until it is told to stop.
 * @param compose makes its module of what the process has
 * @returns the exit status
 */
export async function runService(name: string, compose: (host: Host) => Promise<DynamicModule>): Promise<number> {
  try {
    const config = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
    if (config.natsUrl === undefined)
      throw new UsageError(`NATS_URL must be set: ${name} is one service of several, which find each other over a broker`);
    assertDirectories(config);
    const host = await Host.open(name, config);
    return await host.serve(compose, () => process.stdout.write(`${CREATOR} ${name} serves on ${config.host}:${config.port}\n`));
  } catch (error) {
    if (error instanceof CancelledError) return 0; // told to stop before it had begun
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
