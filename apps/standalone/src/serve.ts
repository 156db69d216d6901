import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Catalog } from '#catalog';
import { CancelledError, UsageError } from '#faults';
import { assertDirectories, Host, HostJobs } from '#host';
import { CUBE_OPERATIONS } from '#ivoa';
import { CREATOR, loadConfig } from '#ops';
import { cubeJobs } from '../../cube/src/jobs/cube-jobs.js';
import { CubeSettings } from '../../cube/src/settings.js';
import { openCatalog } from '../../datalink/src/open-catalog.js';
import { DatalinkSettings } from '../../datalink/src/settings.js';
import { SodaSettings } from '../../soda/src/settings.js';
import { StandaloneModule } from './standalone.module.js';
import { thingsToTry } from './things-to-try.js';
import { withDemo } from './with-demo.js';

/** `sodalite serve`: every service in one process. With a broker they answer there as well. */
export async function serve(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw new UsageError(`serve takes no arguments, got '${args.join(' ')}'; it is set up by environment variables`);
  const configured = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
  assertDirectories(configured);
  const config = await withDemo(configured);
  const host = await opened(config);
  if (!host) return 0;
  const { bus, publicUrl } = host;
  let catalog: Catalog;
  return host.serve(
    async () => {
      catalog = await openCatalog(host, config);
      const { files, spool } = await host.dataFiles('here');
      return StandaloneModule.with({
        bus,
        catalog,
        publicUrl,
        files,
        datalink: new DatalinkSettings(config.services),
        jobs: await HostJobs.open(host, ['soda', ...CUBE_OPERATIONS.map(cubeJobs)]),
        soda: new SodaSettings(spool, config),
        cube: CubeSettings.of(host, spool),
      });
    },
    async (url) => {
      const listening = config.baseUrl === undefined ? '' : ` (listening on ${config.host}:${config.port})`;
      process.stdout.write(`${CREATOR} serves ${config.data} at ${url}${listening}\n`);
      // A first scan may take minutes, and may be broken off in order too.
      await Promise.race([once(host.stop, 'abort'), firstScan(catalog)]);
      if (catalog.status().ready) process.stdout.write(`${catalog.status().note}\n${await thingsToTry(catalog, url)}`);
    },
  );
}

/** Undefined when it was told to stop before it had begun. */
async function opened(config: Parameters<typeof Host.open>[1]): Promise<Host | undefined> {
  return Host.open('standalone', config).catch((error: unknown) => {
    if (error instanceof CancelledError) return undefined;
    throw error;
  });
}

async function firstScan(catalog: Catalog): Promise<void> {
  while (!catalog.status().ready && catalog.status().phase !== 'stopped') await new Promise((next) => setTimeout(next, 20));
}
