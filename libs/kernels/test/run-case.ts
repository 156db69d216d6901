import { bytesPerPixel, maskBytes, type Backend, type Planes, type Specs } from '../src/index.js';
import type { Case } from './cases.js';

/** Results by name, as in `Case.expected`. */
export type Results = Readonly<Record<string, Float64Array | Int32Array>>;

/** Runs a case as the products do: as many planes at a time as the kernel takes, but never more than `planes`. */
export const RUN: Readonly<Record<Case['operation'], (backend: Backend, one: Case, planes?: number) => Promise<Results>>> = {
  collapse: async (backend, one, planes) => {
    const kernel = backend.collapse(specOf<'collapse'>(one));
    do {
      await feed(kernel, one, planes, (channel, slots, mask) => {
        if (one.noise) for (let s = 0; s < slots; s++) kernel.noiseInput(s).set(plane(one, one.noise, 4, channel + s));
        return kernel.add(channel, slots, mask);
      });
    } while (await kernel.again());
    const { maps, invalid } = await kernel.finish();
    return { ...Object.fromEntries(maps), ...(one.invalid === undefined ? {} : { invalid: Float64Array.of(invalid) }) };
  },
  columns: async (backend, one) => {
    const kernel = backend.columns(specOf<'columns'>(one));
    for (let channel = 0; channel < one.channels; channel++) {
      kernel.input(channel).set(plane(one, one.planes, bytesPerPixel(one.pixels), channel));
      if (one.noise) kernel.noiseInput(channel).set(plane(one, one.noise, 4, channel));
      if (one.mask) kernel.mask(channel).set(masksOf(one, channel, 1)!);
    }
    return Object.fromEntries(await kernel.finish());
  },
  gather: async (backend, one, planes) => {
    const kernel = backend.gather(specOf<'gather'>(one));
    await feed(kernel, one, planes, (channel, slots) => kernel.add(channel, slots));
    return { samples: await kernel.finish() };
  },
  weigh: async (backend, one, planes) => {
    const kernel = backend.weigh(specOf<'weigh'>(one));
    await feed(kernel, one, planes, (channel, slots) => kernel.add(channel, slots));
    return { ...(await kernel.finish()) } as Results;
  },
  bin: async (backend, one, planes) => {
    const kernel = backend.bin(specOf<'bin'>(one));
    await feed(kernel, one, planes, (channel, slots, mask) => kernel.add(channel, slots, mask));
    return { panels: await kernel.finish() };
  },
};

/** The case with those of its maps only that the backend does not refuse; undefined when none is left. */
export function within(backend: Backend, one: Case): Case | undefined {
  const refused = (each: Case) => backend.refusal(each.operation, each.pixels, specOf(each)) !== undefined;
  if (!refused(one)) return one;
  const { want, ...rest } = one.spec as { readonly want?: readonly (string | number)[] };
  const only = (ids: readonly (string | number)[]): Case => ({ ...one, spec: { ...rest, want: ids } });
  const kept = want?.filter((id) => !refused(only([id]))) ?? [];
  if (kept.length === 0 || refused(only(kept))) return undefined;
  const names = new Set([...kept, 'nchan'].map(String));
  return { ...only(kept), expected: Object.fromEntries(Object.entries(one.expected).filter(([name]) => names.has(name))) };
}

export function specOf<O extends Case['operation']>({ pixels, count, channels, spec }: Case): Specs[O] {
  return { pixels, count, channels, ...spec } as unknown as Specs[O];
}

async function feed(
  kernel: Planes,
  one: Case,
  most = Infinity,
  add: (channel: number, planes: number, mask?: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const planes = Math.min(kernel.planes, most);
  for (let channel = 0; channel < one.channels; channel += planes) {
    const slots = Math.min(planes, one.channels - channel);
    for (let slot = 0; slot < slots; slot++) kernel.input(slot).set(plane(one, one.planes, bytesPerPixel(one.pixels), channel + slot));
    await add(channel, slots, masksOf(one, channel, slots));
  }
}

function plane({ count }: Case, bytes: Uint8Array, width: number, channel: number): Uint8Array {
  return bytes.subarray(channel * count * width, (channel + 1) * count * width);
}

function masksOf({ mask, count }: Case, channel: number, planes: number): Uint8Array | undefined {
  return mask?.subarray(channel * maskBytes(count), (channel + planes) * maskBytes(count));
}
