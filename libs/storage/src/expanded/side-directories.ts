import { join } from 'node:path';
import { BoundedDirectory } from './bounded-directory.js';

/** Where things are kept about compressed files. All of it can be made again. */
export interface SideDirectories {
  /** size and headers of what is inside: a few KiB for each file */
  readonly headers: BoundedDirectory;
  /** up to 8 MiB for each file */
  readonly points: BoundedDirectory;
  /** what is inside .Z files */
  readonly copies: BoundedDirectory;
}

const HEADERS_BYTES = 1024 ** 3;
const POINTS_BYTES = 2 * 1024 ** 3;

const known = new Map<string, SideDirectories>();

/** The copies may together be as long as one of them. */
export function sideDirectories(directory: string, maxBytes: number): SideDirectories {
  const key = `${maxBytes} ${directory}`;
  const directories = known.get(key) ?? {
    headers: new BoundedDirectory(join(directory, 'headers'), HEADERS_BYTES),
    points: new BoundedDirectory(join(directory, 'points'), POINTS_BYTES),
    copies: new BoundedDirectory(join(directory, 'copies'), maxBytes),
  };
  known.set(key, directories);
  return directories;
}
