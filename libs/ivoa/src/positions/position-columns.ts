import { LimitError, UsageError } from '#faults';
import type { Positions } from './positions.js';
import type { Column, TableReader } from './table-reader.js';

type Angle = 'ra' | 'dec' | 'radius';

/** Degrees in each. */
const UNITS: Readonly<Record<string, number>> = { deg: 1, degree: 1, degrees: 1, arcmin: 1 / 60, arcsec: 1 / 3600, rad: 180 / Math.PI };
const NAMES: Readonly<Record<Angle | 'id', readonly string[]>> = {
  ra: ['ra', 'raj2000', '_raj2000', 's_ra', 'ra_icrs'],
  dec: ['dec', 'de', 'decj2000', 'dej2000', '_dej2000', 's_dec', 'de_icrs'],
  radius: ['radius', 'sr'],
  id: ['id', 'obs_publisher_did'],
};
const FIRST_ROWS = 1024;

/** Finds the columns of positions in a table, and keeps them as numbers. */
export class PositionColumns implements TableReader {
  private rows = 0;
  private readonly places = new Map<Angle | 'id', { readonly at: number; readonly scale: number }>();
  private readonly values: Record<Angle, Float64Array> = {
    ra: new Float64Array(FIRST_ROWS),
    dec: new Float64Array(FIRST_ROWS),
    radius: new Float64Array(FIRST_ROWS),
  };
  private readonly ids: string[] = [];

  constructor(
    private readonly table: string,
    private readonly mostRows: number,
  ) {}

  columns(columns: readonly Column[]): void {
    for (const what of ['ra', 'dec', 'radius', 'id'] as const) {
      const at = placeOf(columns, what);
      if (at >= 0) this.places.set(what, { at, scale: what === 'id' ? 1 : this.scaleOf(columns[at]) });
    }
    if (this.places.has('ra') && this.places.has('dec')) return;
    const names = columns.map(({ name }) => name).join(', ');
    throw new UsageError(`the table ${this.table} needs columns ra and dec (or the UCDs pos.eq.ra and pos.eq.dec), got ${names || 'none'}`);
  }

  row(cells: readonly string[]): void {
    if (this.rows === this.mostRows)
      throw new LimitError(`the table ${this.table} has more rows than one job has results (${this.mostRows})`);
    if (this.rows === this.values.ra.length)
      for (const angle of ['ra', 'dec', 'radius'] as const) this.values[angle] = doubled(this.values[angle]);
    for (const angle of ['ra', 'dec', 'radius'] as const) {
      const place = this.places.get(angle);
      const text = place && cells[place.at]?.trim();
      this.values[angle][this.rows] = text ? Number(text) * place!.scale : NaN;
    }
    const id = this.places.get('id');
    if (id) this.ids.push(cells[id.at]?.trim() ?? '');
    this.rows += 1;
  }

  positions(): Positions {
    if (this.rows === 0) throw new UsageError(`the table ${this.table} has no rows`);
    const { ra, dec, radius } = this.values;
    return {
      rows: this.rows,
      lonDeg: ra.subarray(0, this.rows),
      latDeg: dec.subarray(0, this.rows),
      radiusDeg: this.places.has('radius') ? radius.subarray(0, this.rows) : undefined,
      ids: this.places.has('id') ? this.ids : undefined,
    };
  }

  private scaleOf({ name, unit }: Column): number {
    const scale = unit === undefined || unit.trim() === '' ? 1 : UNITS[unit.trim().toLowerCase()];
    if (scale === undefined)
      throw new UsageError(`column ${name} of the table ${this.table} must be in one of ${Object.keys(UNITS).join(', ')}, got ${unit}`);
    return scale;
  }
}

/** The main one of those with the UCD, else the one with a name, in the order of the names. */
function placeOf(columns: readonly Column[], what: Angle | 'id'): number {
  if (what === 'ra' || what === 'dec') {
    const ucds = columns.map(({ ucd = '' }) => ucd.toLowerCase().split(';'));
    const main = ucds.findIndex((words) => words[0] === `pos.eq.${what}` && words.includes('meta.main'));
    const any = main >= 0 ? main : ucds.findIndex((words) => words[0] === `pos.eq.${what}`);
    if (any >= 0) return any;
  }
  for (const name of NAMES[what]) {
    const at = columns.findIndex((column) => column.name.trim().toLowerCase() === name);
    if (at >= 0) return at;
  }
  return -1;
}

function doubled(values: Float64Array): Float64Array {
  const more = new Float64Array(2 * values.length);
  more.set(values);
  return more;
}
