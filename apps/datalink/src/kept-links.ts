import type { Dataset } from '#catalog';

interface Kept {
  readonly etag: string;
  readonly since: number;
  readonly body: Buffer;
}

/** An event that would have emptied it may be lost. */
const LONGEST_MS = 60_000;
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Answers for one ID, ready to be sent: they are some 50 kB of descriptors, the same for every client, and clients come back to a dataset. The one used longest
 * ago makes way.
 */
export class KeptLinks {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  /** @param baseUrl that the URLs in it begin with */
  get(id: string, baseUrl: string, { file }: Dataset): Buffer | undefined {
    const key = keyOf(id, baseUrl);
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.drop(key, found);
    if (found.etag !== file.etag || performance.now() - found.since > LONGEST_MS) return undefined;
    this.add(key, found);
    return found.body;
  }

  set(id: string, baseUrl: string, { file }: Dataset, body: Buffer): void {
    const key = keyOf(id, baseUrl);
    const before = this.kept.get(key);
    if (before) this.drop(key, before);
    this.add(key, { etag: file.etag, since: performance.now(), body });
    for (const [oldest, kept] of this.kept) {
      if (this.bytes <= MOST_BYTES) break;
      this.drop(oldest, kept);
    }
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }

  private add(key: string, kept: Kept): void {
    this.kept.set(key, kept);
    this.bytes += kept.body.length + 2 * key.length;
  }

  private drop(key: string, { body }: Kept): void {
    this.kept.delete(key);
    this.bytes -= body.length + 2 * key.length;
  }
}

const keyOf = (id: string, baseUrl: string): string => `${baseUrl}\n${id}`;
