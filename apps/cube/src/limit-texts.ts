import type { CubeOperation } from '#ivoa';

/** What each operation refuses, for its descriptor: part of a sentence. */
export const LIMIT_TEXTS: Readonly<Record<CubeOperation, string>> = {
  moment: 'up to 64 maps of up to 2^31 bytes together',
  pv: 'paths of up to 1000 vertices and 32768 samples',
  channels: 'up to 4096 maps',
  spectrum: 'up to 100 apertures',
  profile: 'up to 10000 rings',
};
