/** What is used of WebGPU and of gpu.js. Their own types would make two optional packages necessary for a build. */

export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  destroy(): void;
}

export interface GpuLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
}

export interface GpuDevice {
  readonly limits: GpuLimits;
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView, first?: number, count?: number): void;
    submit(commands: readonly unknown[]): void;
    onSubmittedWorkDone(): Promise<void>;
  };
  onuncapturederror: ((event: { readonly error: { readonly message: string } }) => void) | null;
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): GpuBuffer;
  createShaderModule(descriptor: { readonly code: string }): unknown;
  createComputePipelineAsync(descriptor: object): Promise<GpuPipeline>;
  createBindGroup(descriptor: object): unknown;
  createCommandEncoder(): GpuEncoder;
}

export interface GpuPipeline {
  getBindGroupLayout(index: number): unknown;
}

export interface GpuEncoder {
  beginComputePass(): {
    setPipeline(pipeline: GpuPipeline): void;
    setBindGroup(index: number, group: unknown): void;
    dispatchWorkgroups(x: number, y: number, z: number): void;
    end(): void;
  };
  copyBufferToBuffer(source: GpuBuffer, from: number, target: GpuBuffer, to: number, bytes: number): void;
  finish(): unknown;
}

export interface GpuAdapter {
  readonly info: { readonly vendor: string; readonly description: string; readonly isFallbackAdapter?: boolean };
}

export interface GpuContext {
  readonly adapter: GpuAdapter;
  readonly device: GpuDevice;
  readonly isLost: boolean;
}

/** A buffer as gpu.js hands it from kernel to kernel: 32-bit floats, x fastest. */
export interface Handle {
  readonly buffer: GpuBuffer;
  readonly output: readonly number[];
  readonly type: string;
  delete(): void;
}

export interface Kernel {
  (...parameters: readonly (Handle | number)[]): Promise<Handle>;
  setOutput(output: readonly number[]): void;
  readonly fallbackReason: string | null;
  readonly kernel: { readonly constructor: { readonly mode?: string } };
}

export interface GpuJs {
  readonly GPU: new (settings: { readonly mode: 'webgpu' }) => {
    createKernel(source: Function, settings: object): Kernel;
    addFunction(source: Function, settings: object): void;
  };
  readonly WebGPUContext: { acquire(): Promise<GpuContext> };
  readonly WebGPUBufferResult: new (settings: {
    readonly buffer: GpuBuffer;
    readonly output: readonly number[];
    readonly componentCount: 1;
    readonly context: GpuContext;
  }) => Handle;
}

export interface WebGpu {
  create(options: readonly string[]): object;
}

/** Bits of GPUBufferUsage and GPUMapMode, as the specification numbers them. */
export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
export const MAP_MODE_READ = 1;
