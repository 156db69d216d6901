import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#ops';
import { writeDemoCollection } from './demo/collection.js';

/** Without data of its own a new installation shows what it does on a small collection that it makes itself. */
export async function withDemo(config: Config): Promise<Config> {
  if (config.origins.data !== 'default' || config.collections.length + config.locators.length > 0) return config;
  if (existsSync(config.data) && (await readdir(config.data)).length > 0) return config;
  const data = join(config.state, 'demo-data');
  if (!existsSync(join(data, 'demo/disc_spectrum.fits'))) await writeDemoCollection(data);
  process.stdout.write(`There is nothing in ${config.data}: a demonstration collection in ${data} takes its place.\n`);
  return { ...config, data };
}
