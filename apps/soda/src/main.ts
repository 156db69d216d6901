#!/usr/bin/env node
import 'reflect-metadata';
import { runService } from '#host';
import { SodaSettings } from './settings.js';
import { SodaModule } from './soda.module.js';

/** Cutouts and whole files as a process of its own. */
process.exitCode = await runService('soda', async (host) => {
  const { bus, publicUrl, config } = host;
  const { files, spool } = await host.dataFiles('elsewhere');
  return SodaModule.with({ bus, publicUrl, files, soda: new SodaSettings(spool, config.maxCombinations) });
});
