import { DamagedError, FatalError } from '#faults';
import type { ByteRange, ByteReadOptions, ByteSource } from '#fits';
import { assertWithin, placeFor } from '../range.js';
import type { ExpandedOptions } from './expanded-options.js';
import { GzipStream } from './gzip-stream.js';
import { locked } from './locked.js';
import { RestartPoints } from './restart-points.js';
import type { SideDirectories } from './side-directories.js';
import { keptSurvey, survey, type Survey } from './survey.js';

/** What is inside a gzip file, with random access. Without what an earlier pass has kept, opening goes through all of it once. */
export async function expandedGzip(
  raw: ByteSource,
  { file, about, directories }: { readonly file: string; readonly about: string; readonly directories: SideDirectories },
  { maxBytes, restartPoints = true, signal }: ExpandedOptions,
): Promise<ByteSource> {
  const { headers, points } = directories;
  // Who comes while another one goes through the same file waits, and then finds what is kept.
  return locked(headers.pathOf(file), signal, async () => {
    const known = await keptSurvey(headers, file, about, { name: raw.name, maxBytes });
    const restart = await RestartPoints.load(restartPoints ? points : undefined, file, about);
    const stream = new GzipStream(raw, maxBytes, restart);
    try {
      const found = known ?? (await survey(stream, raw, { maxBytes, signal }, { directory: headers, file, about }));
      stream.size = found.size;
      if (known === undefined) await restart.save(); // whoever waits for this is about to look for them
      return new ExpandedGzip(raw, stream, found);
    } catch (error) {
      await stream.close();
      throw error;
    }
  });
}

class ExpandedGzip implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly #raw: ByteSource;
  readonly #stream: GzipStream;
  readonly #headers: Survey['headers'];
  #closing: Promise<void> | undefined;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(raw: ByteSource, stream: GzipStream, { size, headers }: Survey) {
    this.name = raw.name;
    this.size = size;
    this.etag = `${raw.etag}-x`;
    this.lastModified = raw.lastModified;
    this.#raw = raw;
    this.#stream = stream;
    this.#headers = headers;
  }

  async read(range: ByteRange, options: ByteReadOptions = {}): Promise<Uint8Array> {
    if (this.#closing !== undefined) throw new FatalError(`${this.name} was closed`);
    assertWithin(range, this.size, this.name);
    const place = placeFor(range, options.into);
    const reading = this.#read(range, place, options.signal);
    this.#underWay.add(reading);
    try {
      await reading;
    } finally {
      this.#underWay.delete(reading);
    }
    return place;
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(async () => {
      await this.#stream.close();
      await this.#raw.close();
    });
    return this.#closing;
  }

  async #read({ offset }: ByteRange, place: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || !(await this.#headers.fill(offset, place))) {
      const got = place.length === 0 && !signal?.aborted ? 0 : await this.#stream.fill(offset, place, signal);
      if (got < place.length)
        throw new DamagedError('the gzip data end earlier than when the file was first read', { file: this.name, offset: offset + got });
    }
  }
}
