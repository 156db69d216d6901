/**
 * Moments on the GPU of this machine: `node dist/libs/kernels/measure/gpu.js [GiB of float32, 1 by default] [software]`. Prints GB/s of the cube: the
 * kernels alone on a cube that is there (with its ratio to the rate of copies there, bytes read and written both counted), the whole request on it (maps
 * in memory here), and the whole request that first brings it there. Best of several rounds; the maps are checked against what must come out.
 */
import { gpuBackend, type Collapse, type GpuBackend, type MomentId } from '#kernels';

// software is slow, and its figures say nothing of a GPU
const ROUNDS = process.argv.includes('software') ? 1 : 7;
const SIDE = 1024;
const CHANNELS = Math.max(1, Math.round(Number(process.argv[2] ?? 1) * 256));
const BYTES = 4 * SIDE * SIDE * CHANNELS;
const WANTS: Readonly<Record<string, readonly MomentId[]>> = {
  '0, 1, 2': [0, 1, 2],
  'all that it does': [-1, 0, 1, 2, 5, 6, 8, 9, 10, 11],
};

async function measure(gpu: GpuBackend): Promise<void> {
  const copies = await gpu.probe.copyRate(BYTES);
  console.log(
    `${gpu.device}, ${new Date().toISOString().slice(0, 10)}: ${SIDE} × ${SIDE} × ${CHANNELS} of float32, GB/s, best of ${ROUNDS}`,
  );
  console.log(`copies: ${format(copies)} (read and written)`);
  for (const [what, want] of Object.entries(WANTS)) {
    const kernels = await best(async () => {
      const collapse = make(gpu, want, 'cube');
      if (!collapse.resident) await feed(collapse);
      await gpu.probe.done();
      const begin = performance.now();
      if (collapse.resident) await feed(collapse);
      await gpu.probe.done();
      const seconds = (performance.now() - begin) / 1000;
      await finish(collapse);
      return seconds;
    });
    const request = await best(() => whole(gpu, want, 'cube'));
    const upload = await best(() => whole(gpu, want));
    console.log(
      `moments ${what}: kernels ${format(kernels)} (${(kernels / copies).toFixed(2)} of the copies), request ${format(request)}, with upload ${format(upload)}`,
    );
  }
  console.log(`${gpu.runs} kernels ran there, none elsewhere`);
}

async function whole(gpu: GpuBackend, want: readonly MomentId[], cube?: string): Promise<number> {
  const begin = performance.now();
  const collapse = make(gpu, want, cube);
  await feed(collapse);
  await finish(collapse);
  return (performance.now() - begin) / 1000;
}

function make(gpu: GpuBackend, want: readonly MomentId[], cube?: string): Collapse {
  return gpu.collapse({
    pixels: { bitpix: -32, bscale: 1, bzero: 0 },
    count: SIDE * SIDE,
    channels: CHANNELS,
    coordinates: Float64Array.from({ length: CHANNELS }, (_, k) => k),
    widths: new Float64Array(CHANNELS).fill(1),
    reference: CHANNELS / 2,
    want,
    cube,
  });
}

/** Pixel i of channel k is 1 + (i mod 7)/8 at even channels, and half of it at odd ones: written once, since reading files is not what is measured. */
async function feed(collapse: Collapse): Promise<void> {
  const planes = collapse.planes - (collapse.planes % 2) || 1;
  for (let k = 0; k < CHANNELS; k += planes) {
    const slots = Math.min(planes, CHANNELS - k);
    for (let slot = 0; slot < slots && !collapse.resident; slot++) if (k < planes) collapse.input(slot).set(PLANES[(k + slot) % 2]);
    await collapse.add(k, slots);
  }
}

async function finish(collapse: Collapse): Promise<void> {
  const { maps } = await collapse.finish();
  const total = maps.get(0)![12_345];
  const expected = (1 + (12_345 % 7) / 8) * (Math.ceil(CHANNELS / 2) + Math.floor(CHANNELS / 2) / 2);
  if (!(Math.abs(total - expected) <= 1e-6 * expected)) throw new Error(`moment 0 is ${total}, expected ${expected}`);
}

/** Bytes per second. */
async function best(round: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i <= ROUNDS; i++) {
    const seconds = await round();
    if (i > 0) least = Math.min(least, seconds);
  }
  return BYTES / least;
}

function format(bytesPerSecond: number): string {
  return (bytesPerSecond / 1e9).toFixed(2);
}

const PLANES = [1, 0.5].map((factor) => {
  const bytes = new Uint8Array(4 * SIDE * SIDE);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < SIDE * SIDE; i++) view.setFloat32(4 * i, factor * (1 + (i % 7) / 8));
  return bytes;
});

const opened = await gpuBackend({ software: process.argv.includes('software'), residentBytes: BYTES });
if ('unavailable' in opened) console.log(`not measured: ${opened.unavailable}`);
else await measure(opened);
