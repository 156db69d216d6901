import { bytesPerPixel, type Backend, type GatherSpec, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { ChannelMean, MEAN_PIXELS } from './channel-mean.js';
import type { ReadSet } from './read-set.js';
import { slicePart, type SliceOrder, type SlicePart } from './slice-part.js';

/** Some samples of a slice in some channels of one plane. */
export interface GatherJob extends CubeJob {
  readonly kernel: KernelName;
  readonly plane: number;
  /** of the slice */
  readonly channels: { readonly first: number; readonly count: number };
  /** so many of the cube make one of the slice */
  readonly bin: number;
  readonly set: ReadSet;
  /** name of the planes, when all of each is in the set: what has stayed on a GPU is not read */
  readonly resident?: string;
  readonly across: Pick<GatherSpec, 'across' | 'combine' | 'minimum'>;
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
  const { cube, channels, set, across, factor, bin, resident: name } = job;
  const pixels = bin > 1 ? MEAN_PIXELS : cube.pixels;
  const gather = backend.gather({ pixels, count: set.count, channels: channels.count, entries: set.entries, cube: name, ...across });
  const channelAt = gather.resident ? undefined : bin > 1 ? meansOf(job, reader) : channelsOf(job, reader);
  const size = bytesPerPixel(pixels);
  for (let k = 0; k < channels.count; k += gather.planes) {
    const planes = Math.min(gather.planes, channels.count - k);
    channelAt?.(k, planes, (slot) => gather.input(slot));
    if (set.invalid) for (let slot = 0; slot < planes; slot++) gather.input(slot).set(set.invalid, (set.count - 1) * size);
    await gather.add(k, planes);
  }
  const values = await gather.finish();
  if (factor !== 1) for (let i = 0; i < values.length; i++) values[i] *= factor;
  const part = slicePart(values, channels.count, job.order);
  return { value: part, transfer: [part.bytes] };
}

type Channels = (first: number, count: number, into: (slot: number) => Uint8Array) => void;

/** As channelsOf, means of `bin` channels each. */
function meansOf(job: GatherJob, reader: CubeReader): Channels {
  const { cube, set, bin } = job;
  const channelAt = channelsOf(job, reader);
  const mean = new ChannelMean(cube.pixels, set.count);
  return (first, count, into) => {
    for (let slot = 0; slot < count; slot++) {
      for (let k = 0; k < bin; k++) {
        channelAt((first + slot) * bin + k, 1, () => mean.input);
        mean.add();
      }
      mean.take(into(slot));
    }
  };
}

/** Reads the blocks of some channels of the cube, from the first that the job is of; where the spectral axis runs fastest, of as many as can be held, for each read passes all of them by. */
function channelsOf({ cube, plane, channels, bin, set }: GatherJob, reader: CubeReader): Channels {
  const begin = channels.first * bin;
  const size = bytesPerPixel(cube.pixels);
  const { x, y, z } = cube.strides;
  const byPlanes = z > Math.min(x, y);
  const readInto = (first: number, count: number, into: (slot: number) => Uint8Array): void => {
    const from = begin + first;
    if (reader.readBlocks && byPlanes) {
      for (let slot = 0; slot < count; slot++) reader.readBlocks(plane, set.blocks, from + slot, into(slot));
      return;
    }
    for (let b = 0, at = 0; b < set.blocks.length; b += 4) {
      const [x0, nx, y0, ny] = set.blocks.subarray(b, b + 4);
      const [start, end] = [at, at + nx * ny * size];
      reader.readBlock(plane, { x0, nx, y0, ny }, from, count, (channel) => into(channel - from).subarray(start, end));
      at = end;
    }
  };
  if (byPlanes) return readInto;
  const bytes = set.count * size;
  const most = Math.max(1, Math.min(channels.count * bin, Math.floor(HELD_BYTES / bytes)));
  const held = new Uint8Array(bytes * most);
  const heldAt = (slot: number): Uint8Array => held.subarray(slot * bytes, (slot + 1) * bytes);
  let [low, high] = [0, 0];
  return (first, count, into) => {
    for (let slot = 0; slot < count; slot++) {
      const channel = first + slot;
      if (channel >= high) {
        [low, high] = [channel, Math.min(channels.count * bin, channel + most)];
        readInto(low, high - low, heldAt);
      }
      into(slot).set(heldAt(channel - low));
    }
  };
}
