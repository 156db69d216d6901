/** One block of a stream: large enough that a read or a write costs more than its call, small enough that many requests fit. */
export const BLOCK_BYTES = 1024 * 1024;

/** Blocks that wait for their next use; fresh memory is dearer than the bytes that pass through it. */
const KEEP = 64;
const free: Buffer[] = [];

export function takeBlock(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
}

/** Gives a block back; nobody may touch it from here on. */
export function giveBlock(block: Buffer): void {
  if (free.length < KEEP) free.push(block);
}
