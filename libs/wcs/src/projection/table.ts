import { csc } from './cobe-cube.js';
import { cop, coe, cod, coo } from './conic.js';
import { car, cea, cyp, mer } from './cylindrical.js';
import { hpx, xph } from './healpix.js';
import { azp, sin, stg, szp, tan } from './perspective.js';
import { bon, pco } from './polyconic.js';
import { ait, mol, par, sfl } from './pseudo-cylindrical.js';
import { qsc, tsc } from './quad-cube.js';
import { air, arc, zea, zpn } from './zenithal.js';
import type { MakeProjection } from './projection.js';

/** Every projection of WCS Paper II, HPX and XPH, by the three letters of CTYPE. NCP, GLS and TPV are rewritten before. */
export const PROJECTIONS: ReadonlyMap<string, MakeProjection> = new Map<string, MakeProjection>([
  ['AZP', azp],
  ['SZP', szp],
  ['TAN', tan],
  ['STG', stg],
  ['SIN', sin],
  ['ARC', arc],
  ['ZPN', zpn],
  ['ZEA', zea],
  ['AIR', air],
  ['CYP', cyp],
  ['CEA', cea],
  ['CAR', car],
  ['MER', mer],
  ['SFL', sfl],
  ['PAR', par],
  ['MOL', mol],
  ['AIT', ait],
  ['COP', cop],
  ['COE', coe],
  ['COD', cod],
  ['COO', coo],
  ['BON', bon],
  ['PCO', pco],
  ['TSC', tsc],
  ['CSC', csc],
  ['QSC', qsc],
  ['HPX', hpx],
  ['XPH', xph],
]);
