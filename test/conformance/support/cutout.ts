import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, type Pairs } from './http.js';
import type { Service } from './service.js';
import { python } from './tool.js';

/** What astropy makes of a cutout. */
export interface Verdict {
  /** numpy order, one per image HDU of the cutout */
  readonly shapes: readonly (readonly number[])[];
  /** everything that is not as astropy, working on the original, says it must be; empty when all is well */
  readonly faults: readonly string[];
}

interface Finding {
  readonly expected: readonly number[];
  readonly hdus: readonly Hdu[];
  readonly tables: readonly { name: string; identical: boolean }[];
  readonly original: readonly string[];
  readonly cutout: readonly string[];
}

interface Hdu {
  readonly index: number;
  readonly source: number;
  readonly shape: readonly number[];
  readonly wanted: readonly number[] | null;
  readonly identical: boolean;
  readonly skyOffsetDeg: number;
  readonly otherOffset: number;
  readonly changed: readonly string[];
  readonly history: readonly string[];
}

/** Cuts over HTTP and sets the result against the file by check_cutout.py. */
export async function cutAndCompare(service: Service, file: string, request: Pairs): Promise<Verdict> {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id(file), ...request });
  if (answer.status !== 200) return { shapes: [], faults: [`HTTP ${answer.status} ${answer.text.slice(0, 300)}`] };
  return compare(answer.bytes, join(service.data, file), request);
}

/** Sets the bytes of a cutout against the file that it was cut from. */
export async function compare(cutout: Uint8Array, original: string, request: Pairs): Promise<Verdict> {
  const path = join(tmpdir(), `sodalite-cutout-${randomUUID()}.fits`);
  await writeFile(path, cutout);
  try {
    return judge(await python<Finding>('check_cutout.py', { original, cutout: path, request }));
  } finally {
    await rm(path);
  }
}

const SKY_DEG = 1e-9;
const RELATIVE = 1e-12;

function judge(finding: Finding): Verdict {
  const { expected, hdus, tables, original, cutout } = finding;
  const had = new Set(original.map(withoutNumber));
  const held = hdus.map((hdu) => hdu.source);
  return {
    shapes: hdus.map((hdu) => hdu.shape),
    faults: [
      ...expected.filter((index) => !held.includes(index)).map((index) => `HDU ${index} is missing`),
      ...hdus.flatMap(faultsOf),
      ...tables.filter((table) => !table.identical).map((table) => `table ${table.name} is not the original's`),
      ...cutout.filter((line) => !had.has(withoutNumber(line))).map((line) => `fitsverify: ${line}`),
    ],
  };
}

function faultsOf(hdu: Hdu): string[] {
  if (!hdu.wanted) return [`HDU ${hdu.index} is in the cutout though the request does not touch it`];
  const is: [boolean, string][] = [
    [hdu.shape.join() === hdu.wanted.join(), `shape ${hdu.shape.join('×')}, wanted ${hdu.wanted.join('×')}`],
    [hdu.identical, 'pixels differ from the slice'],
    [hdu.skyOffsetDeg <= SKY_DEG, `sky off by ${hdu.skyOffsetDeg}°`],
    [hdu.otherOffset <= RELATIVE, `other axes off by ${hdu.otherOffset} of their value`],
    [hdu.changed.length === 0, `cards changed or lost: ${hdu.changed.join(' ')}`],
  ];
  return is.filter(([right]) => !right).map(([, sentence]) => `HDU ${hdu.index}: ${sentence}`);
}

const withoutNumber = (line: string): string => line.replace(/\d+/g, '#');
