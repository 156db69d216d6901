import { open, type FileHandle } from 'node:fs/promises';
import { CancelledError, DamagedError, DomainError, LimitError, TransientError } from '#faults';
import type { ByteSource } from '#fits';
import { runInWorker, workerFile, type WorkerTask } from '#workers';
import { fileSource } from '../file-source.js';
import type { ExpandedOptions } from './expanded-options.js';
import { locked } from './locked.js';
import { lzwBegin, LZW_HEADER_BYTES, type LzwState, type LzwStep } from './lzw.js';
import type { SideDirectories } from './side-directories.js';
import { keptSurvey, rememberTooLong } from './survey.js';
import { tooLong } from './too-long.js';

const decode: WorkerTask<{ readonly state: LzwState; readonly input: Uint8Array }, LzwStep> = {
  file: workerFile(import.meta.url, './lzw-worker.js'),
};

const INPUT_BYTES = 256 * 1024;

/**
 * What is inside a file made by Unix compress. Its codes depend on all that came before, so a copy is made of what is inside, once, and kept as long as
 * there is room. Such files have no checksum.
 */
export async function expandedCompress(
  raw: ByteSource,
  { file, about, directories }: { readonly file: string; readonly about: string; readonly directories: SideDirectories },
  { maxBytes, signal }: ExpandedOptions,
): Promise<ByteSource> {
  const { copies, headers } = directories;
  const { name, lastModified } = raw;
  const path = copies.pathOf(file);
  const copy = await locked(path, signal, async () => {
    await keptSurvey(headers, file, about, { name, maxBytes });
    const kept = await fileSource(path, { name }).catch(() => undefined);
    if (kept !== undefined) await copies.touch(file);
    let made: ByteSource | undefined;
    try {
      if (kept === undefined)
        await copies.store(file, async (part) => {
          await expandInto(part, raw, maxBytes, signal);
          made = await fileSource(part, { name }); // it may go as soon as it has its place
        });
    } catch (error) {
      await made?.close();
      if (error instanceof LimitError) await rememberTooLong(headers, file, about, maxBytes);
      if (error instanceof DomainError) throw error;
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new TransientError(`no copy of what is inside ${name} can be made at the moment (${code})`, undefined, { cause: error });
    }
    return kept ?? made!;
  });
  if (copy.size > maxBytes) {
    await copy.close();
    throw tooLong(name, maxBytes);
  }
  return {
    name,
    size: copy.size,
    etag: `${raw.etag}-x`,
    lastModified,
    read: (range, options) => copy.read(range, options),
    async close() {
      await copy.close();
      await raw.close();
    },
  };
}

async function expandInto(path: string, raw: ByteSource, maxBytes: number, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const size = await expand(file, raw, maxBytes, signal);
    await file.datasync();
    // Such files have no checksum: a copy that a full disk left short would be taken for good.
    const { size: written } = await file.stat();
    if (written !== size)
      throw new TransientError(`no copy of what is inside ${raw.name} can be made: ${written} of ${size} bytes were written`);
  } finally {
    await file.close();
  }
}

async function expand(file: FileHandle, raw: ByteSource, maxBytes: number, signal?: AbortSignal): Promise<number> {
  let at = Math.min(LZW_HEADER_BYTES, raw.size);
  const begin = lzwBegin(await raw.read({ offset: 0, length: at }, { signal }));
  if (typeof begin === 'string') throw new DamagedError(begin, { file: raw.name, offset: 0 });
  let state = begin;
  let size = 0;
  while (at < raw.size) {
    if (signal?.aborted) throw new CancelledError(`expanding ${raw.name} was cancelled`);
    const input = await raw.read({ offset: at, length: Math.min(INPUT_BYTES, raw.size - at) }, { signal });
    const step = await runInWorker(decode, { state, input }, [state.prefix.buffer, state.suffix.buffer, state.lengths.buffer]);
    at += step.consumed;
    size += step.output.length;
    if (step.damage !== undefined) throw new DamagedError(step.damage, { file: raw.name, offset: at });
    if (size > maxBytes) throw tooLong(raw.name, maxBytes);
    if (step.output.length === 0 && step.consumed === 0) break; // less than a code is left
    for (let done = 0; done < step.output.length;) done += (await file.write(step.output, done)).bytesWritten;
    state = step.state;
  }
  return size;
}
