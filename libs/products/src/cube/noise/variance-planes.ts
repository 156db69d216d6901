import { bytesPerPixel, decode, toVariances, type NoisePower, type PixelType } from '#kernels';

/** Planes of noise in whatever form, handed on as σ² in float64 of a file; NaN where that is not known. */
export class VariancePlanes {
  static readonly PIXELS: PixelType = { bitpix: -64, bscale: 1, bzero: 0 };
  private readonly inputs: Uint8Array[] = [];
  private readonly values: Float64Array;

  constructor(
    private readonly pixels: PixelType,
    private readonly power: NoisePower,
    count: number,
  ) {
    this.values = new Float64Array(count);
  }

  /** Memory for a plane as it stands in the file. */
  input(slot: number): Uint8Array {
    return (this.inputs[slot] ??= new Uint8Array(this.values.length * bytesPerPixel(this.pixels)));
  }

  /** Writes what was read. */
  put(slot: number, into: Uint8Array): void {
    const { values } = this;
    decode(this.inputs[slot], this.pixels, values);
    toVariances(values, this.power);
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
    for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]);
  }
}
