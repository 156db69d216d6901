import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InProcessBus } from '#bus';
import { catalogChanged, DirectoryCatalog, LocatorCatalog, OpenFiles, type Catalog } from '#catalog';
import { TransientError, UsageError } from '#faults';
import { CREATOR, loadConfig, makeLogger, Metrics, type Config, type Logger } from '#ops';
import { Admission, createServer, downloads, PublicUrl } from '#web';
import { counting, SourceOpener, Spool } from '#storage';
import { setWorkerThreads } from '#workers';
import { GpuKernels } from '../../cube/src/gpu-kernels.js';
import { CubeSettings } from '../../cube/src/settings.js';
import { SodaSettings } from '../../soda/src/settings.js';
import { assertDirectories } from './data-directories.js';
import { writeDemoCollection } from './demo/collection.js';
import { OperationsModule } from './operations.module.js';
import { StandaloneModule } from './standalone.module.js';
import { thingsToTry } from './things-to-try.js';

/** `sodalite serve`: the composition root. Every implementation is chosen here, and nowhere else. */
export async function serve(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw new UsageError(`serve takes no arguments, got '${args.join(' ')}'; it is set up by environment variables`);
  const configured = await loadConfig(process.env, (path) => readFile(path, 'utf8'));
  assertDirectories(configured);
  const logger = makeLogger();
  const config = await withDemo(configured);
  if (config.workers !== undefined) setWorkerThreads(config.workers);
  const bus = new InProcessBus();
  const directory = await DirectoryCatalog.open(config, logger);
  directory.onChanged(() => bus.tell(catalogChanged, {}));
  const metrics = new Metrics();
  const sources = new SourceOpener(config.stores, { cacheBytes: config.cache });
  const opener = counted(sources, metrics);
  const expanded = { directory: join(config.state, 'expanded'), maxBytes: config.maxExpanded };
  const catalog = config.locators.length === 0 ? directory : new LocatorCatalog(directory, config.locators, { opener, expanded });
  const spool = await Spool.open({ directory: join(config.state, 'products'), maxBytes: config.spool });
  const files = new OpenFiles(bus, { opener, expanded, logger });
  const soda = new SodaSettings(spool, config.maxCombinations);
  const gpu = new GpuKernels({ wish: config.kernels, residentBytes: config.gpuMemory, logger, metrics });
  const admission = new Admission({ places: MOST_PRODUCTS, bytes: config.productMemory, what: 'computed products' });
  const cube = new CubeSettings(spool, config.syncSeconds, config.kernels, gpu, admission, config, metrics);
  watch(metrics, { spool, admission });
  const publicUrl = new PublicUrl(config.baseUrl);
  const { port, host, metricsPort } = config;
  const isApart = metricsPort !== undefined;
  const app = await createServer(
    StandaloneModule.with({ bus, catalog, publicUrl, files, soda, cube, metrics: isApart ? undefined : metrics }),
    { logger, metrics, trustedProxies: config.trustedProxies },
  );
  const operations = isApart ? await createServer(OperationsModule.with({ bus, metrics }), { logger }) : undefined;
  try {
    await listen(app, 'PORT', port, host);
    if (isApart) await listen(operations!, 'SODALITE_METRICS_PORT', metricsPort, host);
  } catch (error) {
    await catalog.close();
    throw error;
  }
  const url = config.baseUrl ?? (await app.getUrl());
  const listening = config.baseUrl === undefined ? '' : ` (listening on ${config.host}:${config.port})`;
  process.stdout.write(`${CREATOR} serves ${config.data} at ${url}${listening}\n`);
  const stop = toldToStop(logger); // a first scan may take minutes, and may be broken off in order too
  await Promise.race([stop, firstScan(catalog)]);
  if (catalog.status().ready) process.stdout.write(`${catalog.status().note}\n${await thingsToTry(catalog, url)}`);
  await stop;
  await app.close();
  await operations?.close();
  await spool.close();
  await files.close();
  await sources.close();
  await catalog.close();
  logger.info({}, 'stopped');
  return 0;
}

/** Products that are computed at the same time: the worker threads are shared, so more of them are no faster. */
const MOST_PRODUCTS = 8;

async function listen(app: Awaited<ReturnType<typeof createServer>>, variable: string, port: number, host: string): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new TransientError(`${variable} ${port} on HOST ${host} cannot be listened on: ${why}`, undefined, { cause });
  }
}

/** What is read is told. */
function counted(opener: SourceOpener, metrics: Metrics): Pick<SourceOpener, 'open' | 'version'> {
  const count = (bytes: number): void => metrics.add('readBytes', bytes);
  return {
    open: async (description, options) => counting(await opener.open(description, options), count),
    version: (description, options) => opener.version(description, options),
  };
}

function watch(metrics: Metrics, { spool, admission }: { readonly spool: Spool; readonly admission: Admission }): void {
  metrics.watch('spoolBytes', () => spool.bytes);
  metrics.watch('spoolHits', () => spool.hits);
  metrics.watch('spoolMisses', () => spool.misses);
  for (const [what, places] of [
    ['downloads', downloads],
    ['products', admission],
  ] as const) {
    metrics.watch('admitted', () => places.active, { what });
    metrics.watch('waiting', () => places.waiting, { what });
    metrics.watch('refused', () => places.refused, { what });
  }
}

/** Without data of its own a new installation shows what it does on a small collection that it makes itself. */
async function withDemo(config: Config): Promise<Config> {
  if (config.origins.data !== 'default' || config.collections.length + config.locators.length > 0) return config;
  if (existsSync(config.data) && (await readdir(config.data)).length > 0) return config;
  const data = join(config.state, 'demo-data');
  if (!existsSync(join(data, 'demo/disc_spectrum.fits'))) await writeDemoCollection(data);
  process.stdout.write(`There is nothing in ${config.data}: a demonstration collection in ${data} takes its place.\n`);
  return { ...config, data };
}

async function firstScan(catalog: Catalog): Promise<void> {
  while (!catalog.status().ready && catalog.status().phase !== 'stopped') await new Promise((next) => setTimeout(next, 20));
}

/** The first signal lets requests under way finish, a second one ends at once. */
async function toldToStop(logger: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((told) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, told);
  });
  logger.info({ signal }, 'stopping; requests under way are finished first, a second signal ends them');
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1));
}
