import { afterAll, expect, test } from '@jest/globals';
import { gpuBackend, type GpuBackend } from '../src/gpu/backend.js';
import { describeBackend } from './describe-backend.js';

const opened = await gpuBackend({ software: true, slabBytes: 2 ** 16, residentBytes: 2 ** 20 });

if ('unavailable' in opened) {
  process.stdout.write(`gpu: not tested, ${opened.unavailable}\n`);
  test.skip('gpu', () => undefined);
} else {
  const gpu: GpuBackend = opened;
  let before = gpu.runs;
  describeBackend('gpu', () => gpu, {
    tolerance: 2e-7,
    ran: (what) => {
      expect([what, gpu.runs > before]).toEqual([what, true]);
      before = gpu.runs;
    },
  });
  afterAll(() => void process.stdout.write(`gpu: ${gpu.runs} kernels ran on ${gpu.device}\n`));
}
