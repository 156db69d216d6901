import type { Backend, Collapsed, CollapseSpec, Planes } from '../src/index.js';

/** Of float32. */
export type Spectra = readonly (readonly number[])[];

const FLOAT = { bitpix: -32, bscale: 1, bzero: 0 } as const;

/** Coordinates 0, 2, 4 …, widths 2. */
export async function collapseOf(backend: Backend, spectra: Spectra, more: Partial<CollapseSpec>): Promise<Collapsed> {
  const channels = spectra[0].length;
  const kernel = backend.collapse({
    pixels: FLOAT,
    count: spectra.length,
    channels,
    coordinates: Float64Array.from({ length: channels }, (_, k) => 2 * k),
    widths: new Float64Array(channels).fill(2),
    reference: channels - 1,
    want: [0],
    ...more,
  });
  do {
    await feed(kernel, spectra, (first, planes) => kernel.add(first, planes));
  } while (await kernel.again());
  return kernel.finish();
}

/** The mean of the first two pixels. */
export async function gatherOf(backend: Backend, spectra: Spectra, cube: string): Promise<Float64Array> {
  const entries = { offsets: Uint32Array.of(0, 2), indices: Uint32Array.of(0, 1), weights: Float64Array.of(0.5, 0.5) };
  const kernel = backend.gather({ pixels: FLOAT, count: spectra.length, channels: spectra[0].length, entries, cube });
  await feed(kernel, spectra, (first, planes) => kernel.add(first, planes));
  return kernel.finish();
}

/** As many planes at a time as the kernel takes; they are not read when it has them. */
async function feed(kernel: Planes, spectra: Spectra, add: (first: number, planes: number) => void | Promise<void>): Promise<void> {
  const channels = spectra[0].length;
  for (let first = 0; first < channels; first += kernel.planes) {
    const planes = Math.min(kernel.planes, channels - first);
    for (let slot = 0; slot < planes && !kernel.resident; slot++) {
      const bytes = kernel.input(slot);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      spectra.forEach((spectrum, i) => view.setFloat32(4 * i, spectrum[first + slot]));
    }
    await add(first, planes);
  }
}
