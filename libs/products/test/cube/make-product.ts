import { mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeSync, closeSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FitsFile, decodePixels, scalingOf, type Hdu } from '#fits';
import { expanded, fileSource, memorySource } from '#storage';
import { openCube, openImages, type ComputedPlan, type Cube, type CubeOptions, type CubeSink, type CubeSite } from '../../src/index.js';

/** A product in memory. */
export interface Made {
  readonly plan: ComputedPlan;
  readonly bytes: Uint8Array;
  readonly file: FitsFile;
  readonly cube: Cube;
  values(name: string, version?: number): Promise<ArrayLike<number>>;
  hdu(name: string, version?: number): Hdu;
}

export interface Making {
  readonly options?: CubeOptions;
  readonly site?: CubeSite;
  readonly signal?: AbortSignal;
  /** reads the file as if it were not of this machine */
  readonly staged?: boolean;
}

export const ORIGIN = { creator: 'Sodalite test', sourceId: 'ivo://test/cube' };

/** Plans a product of a file and makes it. */
export async function makeProduct(
  path: string,
  planOf: (cube: Cube) => ComputedPlan | Promise<ComputedPlan>,
  making: Making = {},
): Promise<Made> {
  const { options = { filters: {} }, site, signal = new AbortController().signal, staged = false } = making;
  const real = realpathSync(path);
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-product-'));
  const raw = await fileSource(real);
  const isPacked = path.endsWith('.gz');
  const source = isPacked ? await expanded(raw, 'gzip', { directory: join(directory, 'expanded'), maxBytes: 2 ** 30 }) : raw;
  try {
    const cube = await openCube(await openImages(source), options, { path: staged || isPacked ? undefined : real, ...site });
    const plan = await planOf(cube);
    const product = join(directory, 'product.fits');
    await plan.make(sinkOf(directory), signal);
    const bytes = readFileSync(product);
    const file = await FitsFile.open(memorySource(bytes));
    const hdu = (name: string, version = 1): Hdu => {
      const found = file.hdus.find((each) => each.name === name && each.version === version);
      if (!found) throw new Error(`no ${name} among ${file.hdus.map((each) => each.name).join(', ')}`);
      return found;
    };
    const values = async (name: string, version?: number): Promise<ArrayLike<number>> => {
      const { dataOffset, dataLength, image, header } = hdu(name, version);
      const data = await file.source.read({ offset: dataOffset, length: dataLength });
      return decodePixels(data, image!.bitpix, scalingOf(header));
    };
    return { plan, bytes, file, cube, values, hdu };
  } finally {
    await source.close();
    rmSync(directory, { recursive: true });
  }
}

function sinkOf(directory: string): CubeSink {
  const at = (path: string) => {
    closeSync(openSync(path, 'w'));
    const write = async (bytes: Uint8Array, offset: number): Promise<void> => {
      const file = openSync(path, 'r+');
      writeSync(file, bytes, 0, bytes.length, offset);
      closeSync(file);
    };
    return { path, write, reserve: async (bytes: number) => truncateSync(path, bytes) };
  };
  let scratches = 0;
  return { ...at(join(directory, 'product.fits')), scratch: async () => at(join(directory, `scratch-${scratches++}`)) };
}
