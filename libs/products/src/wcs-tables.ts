import { DomainError, type Fault } from '#faults';
import { BinTable, decodePixels, scalingOf, type FitsFile, type Hdu, type Header } from '#fits';
import { Wcs, type CoordinateTable, type DistortionImage, type TableArray, type WcsTables } from '#wcs';
import { extensionNamed, namedExtensions, type NamedExtension } from './wcs-extensions.js';

/** The tables of a file's coordinates are kept with its headers, so they have to be small; what is known has some megabytes. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The WCS of a header with the tables and images that it names, read from the other HDUs of its file. What is missing, damaged or too large
 * there becomes a refusal of the axes that need it.
 * @param axes NAXISn of the image
 * @throws CancelledError, TransientError of the source
 */
export async function wcsOf(header: Header, axes: readonly number[], file: FitsFile, alternate = '', signal?: AbortSignal): Promise<Wcs> {
  const bare = Wcs.parse(header, { axes, alternate });
  const named = namedExtensions(header, bare.axes.length, alternate);
  if (named.length === 0) return bare;
  const tables: CoordinateTable[] = [];
  const images: DistortionImage[] = [];
  const budget = budgetOf(file);
  for (const one of named) {
    const hdu = extensionNamed(file.hdus, one);
    if (!hdu) continue;
    if (one.columns) tables.push(await tableOf(file, hdu, one, budget, signal));
    else images.push(await imageOf(file, hdu, one, budget, signal));
  }
  const found: WcsTables = { tables: merged(tables), images };
  return Wcs.parse(header, { axes, alternate, tables: found });
}

/** What has been read of a file so far: images share tables, and the bound is on all of them. */
interface Budget {
  left: number;
  readonly arrays: Map<string, Promise<TableArray>>;
  readonly images: Map<Hdu, Promise<DistortionImage>>;
}

/** What has been read of a file for its coordinates, and stays as long as its images do. */
export function coordinateBytes(file: FitsFile): number {
  return MAX_BYTES - budgetOf(file).left;
}

const BUDGETS = new WeakMap<FitsFile, Budget>();

function budgetOf(file: FitsFile): Budget {
  const budget = BUDGETS.get(file) ?? { left: MAX_BYTES, arrays: new Map(), images: new Map() };
  BUDGETS.set(file, budget);
  return budget;
}

/** What `read` gives, if there is room for that many bytes. */
async function taking<T>(budget: Budget, bytes: number, read: () => Promise<T>): Promise<T> {
  if (!(bytes <= budget.left))
    throw new RefusedTable(`has ${bytes} bytes, where at most ${MAX_BYTES} are read for the coordinates of a file`);
  budget.left -= bytes;
  try {
    return await read();
  } catch (error) {
    budget.left += bytes;
    throw error;
  }
}

/** Why an extension cannot be used; never leaves this file. */
class RefusedTable extends Error {}

const REFUSALS: readonly Fault[] = ['damaged', 'unsupported', 'limit'];

/** The phrase that follows the name of the extension. Throws what is none of the extension's own faults. */
function refusalOf(error: unknown): string {
  if (error instanceof RefusedTable) return error.message;
  if (error instanceof DomainError && REFUSALS.includes(error.fault)) return `cannot be read (${error.message})`;
  throw error;
}

/** One value of a map, made once; a failure (perhaps of this request alone) is not kept. */
function once<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const kept = map.get(key);
  if (kept) return kept;
  const made = make();
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}

async function tableOf(
  file: FitsFile,
  hdu: Hdu,
  { name, version, level, columns = [] }: NamedExtension,
  budget: Budget,
  signal?: AbortSignal,
): Promise<CoordinateTable> {
  const found: Record<string, TableArray> = {};
  try {
    if (hdu.kind !== 'bintable') throw new RefusedTable('is no binary table');
    const table = BinTable.of(file.source, hdu);
    if (table.rows < 1) throw new RefusedTable('has no rows');
    for (const column of columns)
      if (table.column(column))
        found[column] = await once(budget.arrays, `${hdu.index} ${column}`, () => cellOf(table, column, budget, signal));
    return { name, version, level, columns: found };
  } catch (error) {
    return { name, version, level, columns: {}, refusal: refusalOf(error) };
  }
}

/** The first row's cell of a column (WCS Paper III §6.1.2: the table has one row). */
async function cellOf(table: BinTable, name: string, budget: Budget, signal?: AbortSignal): Promise<TableArray> {
  const column = table.column(name)!;
  if ('XACM'.includes(column.code)) throw new RefusedTable(`has a column '${name}' that holds no numbers`);
  const count = column.variable ? (await table.descriptors(column, { first: 0, count: 1 }, signal)).counts[0] : column.repeat;
  const values = await taking(budget, 8 * count, () => table.vector(column, 0, signal));
  const elements = column.dims?.reduce((product, length) => product * length, 1);
  return { values, dims: column.dims && elements === values.length ? column.dims : [values.length], unit: column.unit };
}

async function imageOf(
  file: FitsFile,
  hdu: Hdu,
  { name, version, level }: NamedExtension,
  budget: Budget,
  signal?: AbortSignal,
): Promise<DistortionImage> {
  try {
    return await once(budget.images, hdu, () => correctionsOf(file, hdu, budget, signal));
  } catch (error) {
    return { name, version, level, refusal: refusalOf(error), values: new Float32Array(0), dims: [], crpix: [], crval: [], cdelt: [] };
  }
}

async function correctionsOf({ source }: FitsFile, hdu: Hdu, budget: Budget, signal?: AbortSignal): Promise<DistortionImage> {
  const { image, header } = hdu;
  if (!image) throw new RefusedTable('is no image');
  const { axes: dims, bitpix, bytesPerPixel, pixels } = image;
  const values = await taking(budget, 4 * pixels, async () => {
    const all = new Float32Array(pixels);
    const scaling = scalingOf(header);
    for (let first = 0; first < pixels; first += PIXELS_AT_A_TIME) {
      const count = Math.min(PIXELS_AT_A_TIME, pixels - first);
      const bytes = await source.read({ offset: hdu.dataOffset + first * bytesPerPixel, length: count * bytesPerPixel }, { signal });
      all.set(decodePixels(bytes, bitpix, scaling), first);
    }
    return all;
  });
  const numbers = (stem: string, absent: number) => dims.map((_, n) => header.number(`${stem}${n + 1}`) ?? absent);
  const grid = { crpix: numbers('CRPIX', 0), crval: numbers('CRVAL', 0), cdelt: numbers('CDELT', 1) };
  return { name: hdu.name.toUpperCase(), version: hdu.version, level: 1, values, dims, ...grid };
}

const PIXELS_AT_A_TIME = 2 ** 18;

/** Axes of one table may name different columns of it. */
function merged(tables: readonly CoordinateTable[]): CoordinateTable[] {
  const whole = new Map<string, CoordinateTable>();
  for (const table of tables) {
    const key = `${table.name} ${table.version} ${table.level}`;
    const other = whole.get(key);
    whole.set(key, { ...other, ...table, columns: { ...other?.columns, ...table.columns }, refusal: other?.refusal ?? table.refusal });
  }
  return [...whole.values()];
}
