#!/usr/bin/env node
import 'reflect-metadata';
import { HostJobs, runService } from '#host';
import { CUBE_OPERATIONS } from '#ivoa';
import { CubeModule } from './cube.module.js';
import { cubeJobs } from './jobs/cube-jobs.js';
import { CubeSettings } from './settings.js';

/** Products of cubes as a process of its own. */
process.exitCode = await runService('cube', async (host) => {
  const { bus, publicUrl } = host;
  const { files, spool } = await host.dataFiles('elsewhere');
  const jobs = await HostJobs.open(host, CUBE_OPERATIONS.map(cubeJobs));
  return CubeModule.with({ bus, publicUrl, files, jobs, cube: CubeSettings.of(host, spool) });
});
