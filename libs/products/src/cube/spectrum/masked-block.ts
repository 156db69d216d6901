import { bytesPerPixel, decode, maskBytes, type PixelType } from '#kernels';
import type { CubeBlock } from '../cube-reader.js';
import { invalidPixel } from '../invalid-pixel.js';
import { BitsFile, type BitsRef } from '../mask/bits-file.js';

/** Planes of a block in which the voxels outside a mask have no value. */
export class MaskedBlock {
  /** of what `put` writes: those of the file, or float64 where every number of theirs is a value */
  readonly pixels: PixelType;
  private readonly file: BitsFile;
  private readonly invalid?: Uint8Array;
  private readonly inputs: Uint8Array[] = [];
  private readonly bits: Uint8Array;
  private readonly count: number;

  constructor(
    mask: BitsRef,
    private readonly own: PixelType,
    private readonly block: CubeBlock,
    private readonly plane: number,
  ) {
    this.count = block.nx * block.ny;
    this.bits = new Uint8Array(maskBytes(this.count));
    this.invalid = invalidPixel(own);
    this.pixels = this.invalid ? own : { bitpix: -64, bscale: 1, bzero: 0 };
    this.file = new BitsFile(mask);
  }

  /** Memory for a plane as it stands in the file. */
  input(slot: number): Uint8Array {
    return (this.inputs[slot] ??= new Uint8Array(this.count * bytesPerPixel(this.own)));
  }

  /** Writes a plane that was read, with what is left of it; gives the voxels of the mask. */
  put(slot: number, channel: number, into: Uint8Array): number {
    const { bits, count, invalid, inputs } = this;
    bits.fill(0xff);
    this.file.keepOnly(this.plane, channel, this.block, bits);
    if (invalid) into.set(inputs[slot]);
    else this.asDoubles(inputs[slot], into);
    const nothing = invalid ?? NOT_A_NUMBER;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      if ((bits[i >> 3] >> (i & 7)) & 1) kept++;
      else into.set(nothing, i * nothing.length);
    }
    return kept;
  }

  close(): void {
    this.file.close();
  }

  private asDoubles(bytes: Uint8Array, into: Uint8Array): void {
    const values = new Float64Array(this.count);
    decode(bytes, this.own, values);
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
    values.forEach((value, i) => view.setFloat64(8 * i, value));
  }
}

const NOT_A_NUMBER = Uint8Array.of(0x7f, 0xf8, 0, 0, 0, 0, 0, 0);
