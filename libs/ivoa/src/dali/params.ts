import { UsageError } from '#faults';

/**
 * The parameters of one request, in the order they came. Names are case-insensitive (DALI 1.1 §3): `ID` and `id` are one parameter,
 * also within one request; values are kept as decoded.
 */
export class Params {
  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  static from(pairs: Iterable<readonly [string, string]>): Params {
    const values = new Map<string, string[]>();
    for (const [name, value] of pairs) {
      const key = name.toUpperCase();
      const seen = values.get(key);
      if (seen) seen.push(value);
      else values.set(key, [value]);
    }
    return new Params(values);
  }

  has(name: string): boolean {
    return this.values.has(name.toUpperCase());
  }

  all(name: string): string[] {
    return [...(this.values.get(name.toUpperCase()) ?? [])];
  }

  /** @throws UsageError when it is repeated (DALI 1.1 §3: repeating a single-valued parameter is an error). */
  one(name: string): string | undefined {
    const values = this.values.get(name.toUpperCase());
    if (values && values.length > 1) {
      throw new UsageError(`${name.toUpperCase()} takes one value, got ${values.length}`);
    }
    return values?.[0];
  }

  /** Upper-case, each once, in the order of their first appearance. */
  names(): string[] {
    return [...this.values.keys()];
  }
}
