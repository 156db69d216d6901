/** Lets so many bytes of work be under way at the same time; who comes later waits in line. What is larger than the bound goes alone. */
export class ByteGate {
  #free: number;
  readonly #waiting: { bytes: number; go: () => void }[] = [];

  constructor(readonly maxBytes: number) {
    this.#free = maxBytes;
  }

  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(bytes, this.maxBytes);
    if (this.#waiting.length > 0 || taken > this.#free) await new Promise<void>((go) => this.#waiting.push({ bytes: taken, go }));
    else this.#free -= taken;
    try {
      return await work();
    } finally {
      this.#free += taken;
      while (this.#waiting.length > 0 && this.#waiting[0].bytes <= this.#free) {
        const { bytes: next, go } = this.#waiting.shift()!;
        this.#free -= next;
        go();
      }
    }
  }
}
