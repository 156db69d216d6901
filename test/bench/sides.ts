import { band, box } from './cube.js';
import type { Side } from './row.js';

const small = { POLYGON: box([481, 481], 64), BAND: band(121, 16) };
const medium = { POLYGON: box([385, 385], 256) };
const half = { BAND: band(1, 128) };

/** Sodalite over the cube. */
export function sodalite(url: string, file: string): Side & { readonly file: string } {
  const ID = `ivo://sodalite.local/data?${file}`;
  const soda = `${url}/soda/sync`;
  return {
    name: 'Sodalite',
    links: ask(`${url}/datalink/links`, { ID }),
    small: ask(soda, { ID, ...small }),
    medium: ask(soda, { ID, ...medium }),
    half: ask(soda, { ID, ...half }),
    whole: ask(soda, { ID, CIRCLE: '150.1 2.2 1' }),
    file: ask(`${url}/files`, { ID }),
  };
}

/** DaCHS, when SODALITE_BENCH_DACHS names its DataLink service; the whole cube goes by its own pixel parameter. */
export function dachs(url: string, ID: string): Side {
  const soda = `${url}/dlget`;
  return {
    name: 'DaCHS',
    links: ask(`${url}/dlmeta`, { ID }),
    small: ask(soda, { ID, ...small }),
    medium: ask(soda, { ID, ...medium }),
    half: ask(soda, { ID, ...half }),
    whole: ask(soda, { ID, PIXEL_3: '1 256' }),
  };
}

const ask = (url: string, parameters: Record<string, string>): string => `${url}?${new URLSearchParams(parameters)}`;
