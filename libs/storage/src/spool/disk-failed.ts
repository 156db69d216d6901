import { TransientError } from '#faults';

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** What a failure of the disk that holds the products is called. */
export function diskFailed(cause: NodeJS.ErrnoException): never {
  const what = FULL.includes(cause.code)
    ? 'the disk for products is full'
    : `the disk for products cannot be written at the moment (${cause.code})`;
  throw new TransientError(what, 60, { cause });
}
