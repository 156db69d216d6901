import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ByteSource } from '#fits';
import type { Compression } from '../source-description.js';
import { expandedCompress } from './expanded-compress.js';
import type { ExpandedOptions } from './expanded-options.js';
import { expandedGzip } from './expanded-gzip.js';
import { sideDirectories } from './side-directories.js';

const FORMS = { gzip: expandedGzip, compress: expandedCompress } satisfies Record<Compression, unknown>;

/**
 * Random access to what is inside a file that is compressed as a whole. Closing it closes `raw`; when this throws, `raw` is still open. The etag is that of
 * `raw` with '-x'. A gzip file is inflated in worker threads, from the closest place that is known; when nothing is known about it, opening goes
 * through all of it once; of a .Z file a copy is made. Throws LimitError (more inside than `maxBytes`), DamagedError, CancelledError, and what reading `raw` throws.
 */
export async function expanded(raw: ByteSource, compression: Compression, options: ExpandedOptions): Promise<ByteSource> {
  // By its base name: some call a file by its whole key.
  const about = JSON.stringify([compression, basename(raw.name), raw.etag, raw.size]);
  const file = createHash('sha256').update(about).digest('hex').slice(0, 40);
  return FORMS[compression](raw, { file, about, directories: sideDirectories(options.directory, options.maxBytes) }, options);
}
