const memory = { spectra: new Uint8Array(0), noise: new Uint8Array(0) };

/** The same memory of the thread again: fresh pages cost more than what is done with them, and would pile up. */
export function scratchOf(bytes: number, use: keyof typeof memory): Uint8Array {
  if (memory[use].length < bytes) memory[use] = new Uint8Array(bytes);
  return memory[use].subarray(0, bytes);
}
