/** Lets so many in at a time; the others wait in line. */
export class Gate {
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.#inside >= this.most;
  }

  /** Runs `work` when there is a place. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    // Who leaves hands the place on, so nobody comes in between.
    if (this.isFull) await new Promise<void>((enter) => this.#line.push(enter));
    else this.#inside++;
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#inside--;
    }
  }
}
