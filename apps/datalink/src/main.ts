#!/usr/bin/env node
import 'reflect-metadata';
import { runService } from '#host';
import { DatalinkModule } from './datalink.module.js';
import { openCatalog } from './open-catalog.js';
import { DatalinkSettings } from './settings.js';

/** The catalogue and its protocols as a process of its own; it answers the others' questions about datasets. */
process.exitCode = await runService('datalink', async (host) => {
  const { bus, publicUrl, config } = host;
  return DatalinkModule.with({ bus, publicUrl, catalog: await openCatalog(host, config), datalink: new DatalinkSettings(config.services) });
});
