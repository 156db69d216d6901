#!/usr/bin/env node
import 'reflect-metadata';
import { HostJobs, runService } from '#host';
import { SodaSettings } from './settings.js';
import { SodaModule } from './soda.module.js';

/** Cutouts and whole files as a process of its own. */
process.exitCode = await runService('soda', async (host) => {
  const { bus, publicUrl, config } = host;
  const { files, spool } = await host.dataFiles('elsewhere');
  const jobs = await HostJobs.open(host, ['soda']);
  return SodaModule.with({ bus, publicUrl, files, jobs, soda: new SodaSettings(spool, config) });
});
