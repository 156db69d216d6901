/** A plain encoder for tests: what compress writes with codes of 16 bits at most, without ever clearing its table. */
export function lzwOf(bytes: Uint8Array): Uint8Array {
  const out: number[] = [0x1f, 0x9d, 0x90];
  const codes = new Map<number, number>();
  let bits = 9;
  let rest = 0;
  let count = 0;
  let group = 0;
  let free = 257;
  let decoderFree = 256;
  const flush = (): void => {
    if (count > 0) out.push(rest & 255);
    rest = count = 0;
  };
  const put = (code: number): void => {
    if (decoderFree > (bits === 16 ? 65536 : (1 << bits) - 1)) {
      flush();
      const used = Math.ceil((group * bits) / 8);
      if (group > 0) for (let i = used; i < bits; i++) out.push(0);
      group = 0;
      bits++;
    }
    rest |= code << count;
    for (count += bits; count >= 8; count -= 8, rest >>>= 8) out.push(rest & 255);
    group = (group + 1) % 8;
    if (decoderFree < 65536) decoderFree++;
  };
  let current = -1;
  for (const byte of bytes) {
    const longer = codes.get(current * 256 + byte);
    if (current >= 0 && longer === undefined) {
      put(current);
      if (free < 65536) codes.set(current * 256 + byte, free++);
      current = byte;
    } else current = current < 0 ? byte : longer!;
  }
  if (current >= 0) put(current);
  flush();
  return Uint8Array.from(out);
}
