import { curl } from './client.js';

/** A product of the bench cube: its operation and parameters. */
export interface CubeRequest {
  readonly operation: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const request = (operation: string, parameters: Readonly<Record<string, string | readonly string[]>>): CubeRequest => ({
  operation,
  parameters: Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const)),
});

/** Those that the table of goals speaks of, and the others that read the whole cube. */
export const PRODUCTS = {
  moments: request('moment', { MOMENT: ['0', '1', '2'] }),
  'all moments': request('moment', { MOMENT: ['-1', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'] }),
  /** of the diagonal 1024 pixels, five of them wide; the cells are 2″ */
  slice: request('pv', {
    CENTER: '150.1 2.2',
    PA: '45',
    LENGTH: String(1024 * 2 * Math.SQRT2 * 0.999),
    SPACING: String(2 * Math.SQRT2),
    WIDTH: '10',
  }),
  /** 200 pixels */
  spectrum: request('spectrum', { CIRCLE: `150.1 2.2 ${(200 * 2) / 3600}` }),
  'channel maps': request('channels', { PANELS: '32' }),
  profile: request('profile', { CENTER: '150.1 2.2', INCLINATION: '40', RINGSTEP: '20', RMAX: '1000' }),
} satisfies Record<string, CubeRequest>;
export type Product = keyof typeof PRODUCTS;

let asked = 0;

/** Seconds of a whole request that was never made before, of a server over a cube of that name. */
export async function make(url: string, file: string, product: Product): Promise<number> {
  const { operation, parameters } = PRODUCTS[product];
  // Another rest frequency in the eleventh digit: the same work, and another product.
  const query = new URLSearchParams({ ID: `ivo://sodalite.local/data?${file}`, RESTFREQ: String(1.420405751e9 + ++asked) });
  for (const [name, value] of parameters) query.append(name, value);
  return (await curl(`${url}/cube/${operation}/sync?${query}`))[0].seconds;
}
