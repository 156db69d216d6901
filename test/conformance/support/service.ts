import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../support/serve.js';

const fixtures = join(import.meta.dirname, '../fixtures');

/** A running service over its own copy of the fixtures. */
export interface Service {
  readonly url: string;
  readonly pid: number;
  /** Where the FITS files lie; a test may add some before the start through `prepare`. */
  readonly data: string;
  readonly state: string;
  /** Its TMPDIR. */
  readonly scratch: string;
  readonly id: (file: string) => string;
  readonly close: () => Promise<void>;
}

export interface ServiceOptions {
  readonly env?: Record<string, string>;
  readonly prepare?: (data: string, root: string) => Promise<void>;
}

/** Starts the built service on the fixtures, in a folder of its own that goes with it. */
export async function startService({ env, prepare }: ServiceOptions = {}): Promise<Service> {
  const root = await mkdtemp(join(tmpdir(), 'sodalite-conformance-'));
  const [data, state, scratch] = ['data', 'state', 'tmp'].map((name) => join(root, name));
  await Promise.all([state, scratch].map((folder) => mkdir(folder)));
  await cp(fixtures, data, { recursive: true, filter: (path) => path === fixtures || path.endsWith('.fits') });
  await prepare?.(data, root);
  const server = await startServer({ data, state, env: { TMPDIR: scratch, ...env } });
  return {
    url: server.url,
    pid: server.pid,
    data,
    state,
    scratch,
    id: (file) => `ivo://sodalite.local/data?${file}`,
    close: async () => {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export const fixture = (file: string): string => join(fixtures, file);
