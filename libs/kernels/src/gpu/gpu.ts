import { FatalError } from '#faults';
import { DECODE, EXPAND, FOLD } from './samples.js';
import * as sources from './sources.js';
import {
  MAP_MODE_READ,
  USAGE,
  type GpuBuffer,
  type GpuContext,
  type GpuJs,
  type GpuPipeline,
  type Handle,
  type Kernel,
} from './web-gpu.js';

export type KernelId = 'sums' | 'squares' | 'extremes' | 'select' | 'pick' | 'gather';
export type ShaderId = 'decode' | 'expand';

/** A device with the kernels built for it. */
export class Gpu {
  /** kernels that ran, and on the GPU: any other run is an error */
  runs = 0;
  /** bytes of planes */
  uploaded = 0;
  /** errors that the device reported; work that was under way may be wrong */
  private readonly failures: string[] = [];

  private constructor(
    private readonly context: GpuContext,
    private readonly gpuJs: GpuJs,
    private readonly kernels: Readonly<Record<KernelId, Kernel>>,
    private readonly shaders: Readonly<Record<ShaderId, GpuPipeline>>,
  ) {
    context.device.onuncapturederror = ({ error }) => this.failures.push(error.message);
  }

  static async build(context: GpuContext, gpuJs: GpuJs): Promise<Gpu> {
    const gpu = new gpuJs.GPU({ mode: 'webgpu' });
    const whole = { returnType: 'Integer' };
    gpu.addFunction(sources.pixelOf, { ...whole, argumentTypes: { thread: 'Integer', shift: 'Integer' } });
    gpu.addFunction(sources.rowOf, { ...whole, argumentTypes: { thread: 'Integer', shift: 'Integer' } });
    gpu.addFunction(sources.placeOf, { ...whole, argumentTypes: { multiple: 'Integer', rest: 'Integer' } });
    const kernel = (id: KernelId) => gpu.createKernel(sources[id], { ...SETTINGS, argumentTypes: ARGUMENTS[id], output: OUTPUT[id] });
    const kernels = Object.fromEntries(Object.keys(ARGUMENTS).map((id) => [id, kernel(id as KernelId)])) as Record<KernelId, Kernel>;
    const shader = (code: string) =>
      context.device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module: context.device.createShaderModule({ code }), entryPoint: 'main' },
      });
    return new Gpu(context, gpuJs, kernels, { decode: await shader(DECODE), expand: await shader(EXPAND) });
  }

  /** Counts from nothing again. */
  forget(): void {
    this.runs = 0;
    this.uploaded = 0;
  }

  get lost(): boolean {
    return this.context.isLost;
  }

  /** bytes of the largest buffer that a kernel can see */
  get largest(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.context.device.limits;
    return Math.min(maxStorageBufferBindingSize, maxBufferSize);
  }

  get failed(): number {
    return this.failures.length;
  }

  /** @throws FatalError when the device reported errors since `before` */
  check(before: number): void {
    if (this.lost) throw new FatalError('the GPU was lost while it worked; its results are not complete');
    if (this.failures.length > before) throw new FatalError(`the GPU reported: ${this.failures[before]}`);
  }

  /** Memory for so many floats, zero at first. */
  buffer(shape: readonly number[]): Handle {
    const bytes = 4 * shape.reduce((product, length) => product * length, 1);
    return this.handle(this.create(bytes, USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST), shape);
  }

  upload(values: Float32Array, shape: readonly number[]): Handle {
    const handle = this.buffer(shape);
    this.context.device.queue.writeBuffer(handle.buffer, 0, values);
    return handle;
  }

  /** Bytes for a shader; the buffer has whole words. */
  raw(bytes: number): GpuBuffer {
    return this.create(Math.ceil(bytes / 4) * 4, USAGE.STORAGE | USAGE.COPY_DST);
  }

  /** @param bytes whose length is a multiple of 4 */
  write(buffer: GpuBuffer, bytes: Uint8Array): void {
    this.context.device.queue.writeBuffer(buffer, 0, bytes);
    this.uploaded += bytes.length;
  }

  /**
   * One kernel over so many threads. Its result has memory of its own, and the shape that is given: gpu.js takes no result of four numbers per thread
   * as an argument, but as numbers in a row it does.
   * @throws FatalError when anything but the GPU ran it
   */
  async run(id: KernelId, output: readonly number[], shape: readonly number[], parameters: readonly (Handle | number)[]): Promise<Handle> {
    const kernel = this.kernels[id];
    kernel.setOutput(output);
    const result = await kernel(...parameters);
    const mode = kernel.kernel.constructor.mode;
    if (kernel.fallbackReason || mode !== 'webgpu' || result?.type !== 'WebGPUBuffer')
      throw new FatalError(`the kernel ${id} ran on ${mode} and not on the GPU: ${kernel.fallbackReason ?? 'no reason given'}`);
    this.runs += 1;
    const shaped = this.handle(result.buffer, shape);
    result.delete();
    return shaped;
  }

  /** One of the shaders over 64 × fold pixels of so many planes. */
  shade(id: ShaderId, parameters: ArrayBuffer, raw: GpuBuffer, target: GpuBuffer, stride: number, planes: number): void {
    const { device } = this.context;
    const uniform = this.create(parameters.byteLength, USAGE.UNIFORM | USAGE.COPY_DST);
    device.queue.writeBuffer(uniform, 0, new Uint8Array(parameters));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.shaders[id]);
    const entries = [uniform, raw, target].map((buffer, binding) => ({ binding, resource: { buffer } }));
    pass.setBindGroup(0, device.createBindGroup({ layout: this.shaders[id].getBindGroupLayout(0), entries }));
    const groups = stride / 64;
    pass.dispatchWorkgroups(Math.min(groups, FOLD), Math.ceil(groups / FOLD), planes);
    pass.end();
    device.queue.submit([encoder.finish()]);
    uniform.destroy();
  }

  copy(source: Handle, target: Handle, bytes: number): void {
    const encoder = this.context.device.createCommandEncoder();
    encoder.copyBufferToBuffer(source.buffer, 0, target.buffer, 0, bytes);
    this.context.device.queue.submit([encoder.finish()]);
  }

  async read({ buffer }: Handle, floats: number): Promise<Float32Array> {
    const { device } = this.context;
    const staging = this.create(4 * floats, USAGE.MAP_READ | USAGE.COPY_DST);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, 4 * floats);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MAP_MODE_READ).catch((error: Error) => {
      throw new FatalError(`the GPU did not give its results, it was lost or has no memory left: ${error.message || error.name}`);
    });
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    return values;
  }

  done(): Promise<void> {
    return this.context.device.queue.onSubmittedWorkDone();
  }

  private create(size: number, usage: number): GpuBuffer {
    return this.context.device.createBuffer({ size: Math.max(4, size), usage });
  }

  private handle(buffer: GpuBuffer, output: readonly number[]): Handle {
    return new this.gpuJs.WebGPUBufferResult({ buffer, output, componentCount: 1, context: this.context });
  }
}

/** `immutable`: every run has a result of its own. */
const SETTINGS = { pipeline: true, immutable: true, dynamicOutput: true, dynamicArguments: true, loopMaxIterations: 2 ** 24 };

const buffers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'WebGPUBuffer']));
const integers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'Integer']));
const floats = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'Float']));

const ARGUMENTS: Readonly<Record<KernelId, object>> = {
  sums: { ...buffers('slab', 'state', 'factors'), ...integers('start', 'planes', 'channel', 'shift') },
  squares: { ...buffers('slab', 'state'), ...integers('start', 'planes') },
  extremes: { ...buffers('slab', 'state'), ...integers('start', 'planes', 'channel') },
  select: {
    ...buffers('slab', 'mask', 'ofChannel', 'ofPixel'),
    ...integers('start', 'channel'),
    ...floats('masked', 'low', 'high', 'under', 'over', 'absolute', 'nonzero'),
  },
  pick: { ...buffers('slab', 'places'), ...integers('start') },
  gather: { ...buffers('slab', 'lists', 'entries'), ...integers('start') },
};

/** Only their number of dimensions stays. */
const OUTPUT: Readonly<Record<KernelId, readonly number[]>> = {
  sums: [64],
  squares: [64],
  extremes: [64],
  select: [64, 1, 1],
  pick: [64, 1, 1],
  gather: [64, 1, 1],
};
