import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistributed } from './distributed.js';
import { freePort } from './free-port.js';
import { startProgram } from './program.js';

export interface ServeOptions {
  /** directory of FITS files */
  readonly data: string;
  /** where the index is kept; a temporary one, removed afterwards, without */
  readonly state?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly url: string;
  /** of the process that sends files */
  readonly pid: number;
  /** directory where products of cubes are made */
  readonly products: string;
  close(): Promise<void>;
}

/** Starts the built program as a user would, and waits until it is ready: one process, or with SODALITE_E2E=distributed each service in one of its own. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const temporary = options.state === undefined ? await mkdtemp(join(tmpdir(), 'sodalite-state-')) : undefined;
  const forget = async (): Promise<void> => {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  };
  const start = process.env.SODALITE_E2E === 'distributed' ? startDistributed : startStandalone;
  try {
    const { url, pid, products, close } = await start({ ...options, state: options.state ?? temporary! });
    return { url, pid, products, close: () => close().then(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

async function startStandalone({
  data,
  state,
  env,
}: Required<Pick<ServeOptions, 'data' | 'state'>> & ServeOptions): Promise<RunningServer> {
  const { url, pid, stop } = await startProgram({
    script: 'standalone/src/main.js',
    args: ['serve'],
    port: await freePort(),
    env: { SODALITE_DATA: data, SODALITE_STATE: state, ...env },
  });
  return { url, pid, products: join(state, 'products'), close: () => stop() };
}
