import { LimitError } from '#faults';
import type { Planned } from './cube.service.js';

/** What DRYRUN=1 tells of a product instead of making it: its type, name, shape and exact size, and what it would cost. Only headers have been read. */
export function trialOf({ plan, estimate, answer }: Planned): object {
  const { bytesPerSecond, seconds } = estimate;
  return {
    contentType: answer.contentType,
    fileName: plan.fileName,
    bytes: answer.length ?? null,
    shape: plan.shape,
    ...(plan.notes?.length ? { notes: plan.notes } : {}),
    bytesToRead: plan.readBytes,
    passes: plan.passes,
    passNames: plan.passNames,
    kernel: plan.kernel,
    kernelReason: plan.kernelReason,
    estimatedSeconds: Number(seconds.toPrecision(3)),
    ...refusalOf(answer),
    estimate: `the bytes of all passes at ${Math.round(bytesPerSecond / 1e6)} MB/s, as this service has gone through such data lately, and what masks and convolution take; the network to the client comes on top`,
  };
}

/** Why it would not be made while a client waits. */
function refusalOf({ check }: Planned['answer']): { readonly refused?: string } {
  try {
    check?.();
    return {};
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return { refused: error.message };
  }
}
