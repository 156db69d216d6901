#!/usr/bin/env node
/** What the services use of Node came with this version; node:sqlite, for one, is not there to be imported in an older one. */
const NODE_VERSION = 24;

// Who reads may stop before the end, as `head` does: the rest is for nobody, and no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

if (Number.parseInt(process.versions.node) >= NODE_VERSION) {
  await import('./cli.js');
} else {
  process.stderr.write(`sodalite needs Node ${NODE_VERSION} or later, and this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
}
