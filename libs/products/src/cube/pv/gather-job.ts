import { bytesPerPixel, type Backend, type GatherSpec, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import type { ReadSet } from './read-set.js';
import { slicePart, type SliceOrder, type SlicePart } from './slice-part.js';

/** Some samples of a slice in some channels of one plane. */
export interface GatherJob extends CubeJob {
  readonly kernel: KernelName;
  readonly plane: number;
  readonly channels: { readonly first: number; readonly count: number };
  readonly set: ReadSet;
  readonly across: Pick<GatherSpec, 'across' | 'combine'>;
  /** the results are multiplied by that */
  readonly factor: number;
  readonly order: SliceOrder;
}

/** Channels that are held at once where the file has spectra one after another. */
const HELD_BYTES = 64 * 1024 * 1024;

/** @throws what reading throws */
export async function gatherSamples(
  job: GatherJob,
  reader: CubeReader,
  backend: Backend = backendOf(job.kernel),
): Promise<Done<SlicePart>> {
  const { cube, channels, set, across, factor } = job;
  const gather = backend.gather({ pixels: cube.pixels, count: set.count, channels: channels.count, entries: set.entries, ...across });
  const channelAt = channelsOf(job, reader);
  const size = bytesPerPixel(cube.pixels);
  for (let k = 0; k < channels.count; k += gather.planes) {
    const planes = Math.min(gather.planes, channels.count - k);
    channelAt(k, planes, (slot) => gather.input(slot));
    if (set.invalid) for (let slot = 0; slot < planes; slot++) gather.input(slot).set(set.invalid, (set.count - 1) * size);
    await gather.add(k, planes);
  }
  const values = await gather.finish();
  if (factor !== 1) for (let i = 0; i < values.length; i++) values[i] *= factor;
  const part = slicePart(values, channels.count, job.order);
  return { value: part, transfer: [part.bytes] };
}

type Channels = (first: number, count: number, into: (slot: number) => Uint8Array) => void;

/** Reads the blocks of some channels; where the spectral axis runs fastest, of as many as can be held, for each read passes all of them by. */
function channelsOf({ cube, plane, channels, set }: GatherJob, reader: CubeReader): Channels {
  const size = bytesPerPixel(cube.pixels);
  const readInto = (first: number, count: number, into: (slot: number) => Uint8Array): void => {
    let at = 0;
    for (const block of set.blocks) {
      const [begin, end] = [at, at + block.nx * block.ny * size];
      const from = channels.first + first;
      reader.readBlock(plane, block, from, count, (channel) => into(channel - from).subarray(begin, end));
      at = end;
    }
  };
  const { x, y, z } = cube.strides;
  if (z > Math.min(x, y)) return readInto;
  const bytes = set.count * size;
  const most = Math.max(1, Math.min(channels.count, Math.floor(HELD_BYTES / bytes)));
  const held = new Uint8Array(bytes * most);
  const heldAt = (slot: number): Uint8Array => held.subarray(slot * bytes, (slot + 1) * bytes);
  let [low, high] = [0, 0];
  return (first, count, into) => {
    for (let slot = 0; slot < count; slot++) {
      const channel = first + slot;
      if (channel >= high) {
        [low, high] = [channel, Math.min(channels.count, channel + most)];
        readInto(low, high - low, heldAt);
      }
      into(slot).set(heldAt(channel - low));
    }
  };
}
