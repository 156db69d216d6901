#!/usr/bin/env node
import 'reflect-metadata';
import { runService } from '#host';
import { CubeModule } from './cube.module.js';
import { CubeSettings } from './settings.js';

/** Products of cubes as a process of its own. */
process.exitCode = await runService('cube', async (host) => {
  const { bus, publicUrl } = host;
  const { files, spool } = await host.dataFiles('elsewhere');
  return CubeModule.with({ bus, publicUrl, files, cube: CubeSettings.of(host, spool) });
});
