/** Buffers of one size that go round: what is made and dropped at full speed would pile up before it is collected. */
export class SpareBuffers {
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    readonly bytes: number,
    private readonly most: number,
  ) {}

  take(): Uint8Array<ArrayBuffer> {
    return this.#spare.pop() ?? new Uint8Array(this.bytes);
  }

  /** Nobody may use it any more. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length === this.bytes && this.#spare.length < this.most) this.#spare.push(buffer);
  }
}
