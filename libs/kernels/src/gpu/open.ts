import { Gpu } from './gpu.js';
import { selfTest } from './self-test.js';
import type { GpuContext, GpuJs, WebGpu } from './web-gpu.js';

export interface OpenOptions {
  /** also an adapter that is software (SwiftShader, lavapipe): for tests */
  readonly software?: boolean;
}

/** The GPU of this process with what it is called, or a sentence why there is none. The packages are looked for now, not before. */
export async function openGpu({ software = false }: OpenOptions): Promise<{ gpu: Gpu; device: string } | { unavailable: string }> {
  const packages = await load();
  if ('unavailable' in packages) return packages;
  const { gpuJs, webGpu } = packages;
  const context = await acquire(gpuJs, webGpu);
  if ('unavailable' in context) return context;
  const { vendor, description, isFallbackAdapter } = context.adapter.info;
  const device = description || vendor || 'GPU';
  const emulated = isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(device);
  if (emulated && !software) return { unavailable: `no GPU is at hand: the only WebGPU adapter, ${device}, is software` };
  try {
    const gpu = await onNavigator({}, () => Gpu.build(context, gpuJs));
    const wrong = await selfTest(gpu);
    gpu.forget(); // what the test did is nobody's work
    return wrong === undefined ? { gpu, device } : { unavailable: `${device} is not used: ${wrong}` };
  } catch (error) {
    return { unavailable: `${device} does not run the kernels: ${messageOf(error)}` };
  }
}

async function load(): Promise<{ gpuJs: GpuJs; webGpu: WebGpu } | { unavailable: string }> {
  // Not in the words of the compiler: both are optional, and a build works without them.
  const [names, found] = [['gpu.js', 'webgpu'], [] as unknown[]];
  for (const name of names) {
    try {
      found.push(await import(name));
    } catch (error) {
      return { unavailable: `the package ${name}, which kernels on a GPU need, cannot be loaded: ${messageOf(error)}` };
    }
  }
  return { gpuJs: (found[0] as { default: GpuJs }).default, webGpu: found[1] as WebGpu };
}

async function acquire(gpuJs: GpuJs, webGpu: WebGpu): Promise<GpuContext | { unavailable: string }> {
  try {
    instance ??= webGpu.create([]);
    return await onNavigator(instance, () => gpuJs.WebGPUContext.acquire());
  } catch (error) {
    instance = undefined;
    const reason = messageOf(error);
    return {
      unavailable: `no GPU is at hand: ${/no adapter/.test(reason) ? 'no driver (of Vulkan, on Linux) offers an adapter' : reason}`,
    };
  }
}

/** Devices live as long as what made them. */
let instance: object | undefined;

/** gpu.js looks for `navigator.gpu`, as in a browser; it is there only meanwhile, since Node does not end as long as it is global. */
async function onNavigator<T>(gpu: object, work: () => Promise<T>): Promise<T> {
  const scope = globalThis as { navigator?: object };
  const before = Object.getOwnPropertyDescriptor(scope, 'navigator');
  if (!scope.navigator) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true });
  const navigator = scope.navigator as object;
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(navigator, 'gpu');
    if (!before) Reflect.deleteProperty(scope, 'navigator');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] : String(error);
}
