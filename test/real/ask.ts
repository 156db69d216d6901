import type { Case } from './golden.js';

/** The ID that the directory catalogue gives a file; the names of the real files hold unreserved characters only. */
export const idOf = (name: string): string => `ivo://sodalite.local/data?${name}`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** GET /soda/sync for a golden case; as FITS, which is not what a spectrum comes as by itself. */
export function askCutout(url: string, name: string, query: Case['query']): Promise<Answer> {
  return ask(`${url}/soda/sync`, [
    ['ID', idOf(name)],
    ['RESPONSEFORMAT', 'fits'],
    ...Object.entries(query).flatMap(([key, value]) => [value].flat().map((one) => [key, one])),
  ]);
}

export async function ask(url: string, parameters: readonly string[][] = []): Promise<Answer> {
  const response = await fetch(`${url}?${new URLSearchParams(parameters as [string, string][])}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: Buffer.from(bytes).toString('utf8') };
}

/** Runs `task` over the items, `width` at a time, results in order. */
export async function several<T, R>(items: readonly T[], task: (item: T) => Promise<R>, width = 4): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const k = next++;
      results[k] = await task(items[k]);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
