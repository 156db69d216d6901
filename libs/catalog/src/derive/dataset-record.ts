import { Header, HeaderEditor } from '#fits';
import { DATALINK_MEDIA_TYPE, type ObsCoreRow } from '#ivoa';
import type { Compression } from '#storage';
import type { DatasetRecord } from '../index-store/entry.js';
import type { OpenedHeaders } from '../scan/open-headers.js';
import type { FoundFile } from '../scan/walk.js';
import { datasetId } from '../dataset-id.js';
import { calibration } from './calibration.js';
import { collectionColumns, collectionOf, type PlacedCollection } from './collections.js';
import { Headers } from './headers.js';
import { ucdOfUnit } from './observable.js';
import { polarization } from './polarization.js';
import { position } from './position.js';
import { productType, tableProductType } from './product-type.js';
import { refusalOf } from './refusal.js';
import { imagesOf, mainImage, scienceOf, type ImageHdu } from './science-hdus.js';
import { coverage, imageFootprint, type Footprint } from './sky-coverage.js';
import { spectralCoverage } from './spectral-coverage.js';
import { timeCoverage } from './time-coverage.js';

export interface RecordContext {
  readonly authority: string;
  readonly collections: readonly PlacedCollection[];
}

/** From the headers of a file to its ObsCore row, its domain, and the list of what had to be guessed. */
export function datasetRecord(
  found: FoundFile,
  opened: OpenedHeaders,
  context: RecordContext,
): { record: DatasetRecord; guesses: string[] } {
  const { fits, compression, unreadable, contentType, etag, lastModified } = opened;
  const images = fits === undefined ? [] : imagesOf(fits);
  const main = mainImage(images);
  const headers = new Headers(main?.hdu.header ?? fits?.hdus[0].header ?? noHeader(), fits?.hdus[0].header);
  const parts = scienceOf(images).flatMap((image) => imageFootprint(image) ?? []);
  const footprint = coverage(parts);
  const guesses = [...opened.guesses];
  const noting = <T extends { readonly guesses: readonly string[] }>({ guesses: made, ...columns }: T): Omit<T, 'guesses'> => {
    guesses.push(...made);
    return columns;
  };
  const length = (axis: number | undefined): number => (axis === undefined ? 0 : (main?.axes[axis] ?? 1));
  const { stokes, spectral, celestial, time } = main?.wcs ?? {};
  const { labels, ...pol } = noting(polarization(stokes, length(stokes?.axis)));
  const spectrum = noting(spectralCoverage(spectral, length(spectral?.axis), headers));
  const o_ucd = ucdOfUnit(headers.text('BUNIT'));
  const row = sound({
    ...noting(main !== undefined ? productType(main, headers) : fits !== undefined ? tableProductType(fits) : UNKNOWN_TYPE),
    ...noting(calibration(main, o_ucd, headers)),
    ...names(found, headers),
    obs_publisher_did: datasetId(context.authority, found.key),
    access_url: null,
    access_format: DATALINK_MEDIA_TYPE,
    access_estsize: Math.max(1, Math.round(found.bytes / 1000)),
    ...noting(position(main, footprint, parts.length <= 1, headers)),
    ...skyColumns(footprint, headers),
    s_xel1: celestial ? length(celestial.lonAxis) : null,
    s_xel2: celestial ? length(celestial.latAxis) : null,
    ...noting(timeCoverage(headers)),
    ...timeAxisColumns(main),
    t_resolution: null,
    ...spectrum,
    o_ucd,
    o_unit: headers.text('BUNIT') ?? null,
    ...pol,
    ...noting(renamed(collectionColumns(collectionOf(found.place, context.collections), found.key, headers))),
  });
  guesses.push(...(main?.wcs.refusals ?? []).map((refusal) => `coordinates: ${refusal}`));
  const ranges: DatasetRecord['ranges'] = {
    bandMetres: row.em_min !== null && row.em_max !== null ? [row.em_min, row.em_max] : undefined,
    timeMjd: time && row.t_min !== null && row.t_max !== null ? [row.t_min, row.t_max] : undefined,
    polStates: labels.length > 0 ? labels : undefined,
    hdus: hduNames(images),
    channels: spectral ? length(spectral.axis) : undefined,
  };
  const refusal = refusalOf(fits?.hdus ?? [], compression === undefined ? unreadable : COMPRESSIONS[compression]);
  const source = { kind: 'file', path: found.path } as const;
  const file = { source, compression, bytes: found.bytes, etag, lastModified: lastModified.toISOString(), contentType };
  return { record: { ...file, row, circle: footprint?.circle, ranges, refusal }, guesses };
}

const COMPRESSIONS = { gzip: 'gzip-compressed', compress: 'compressed by Unix compress' } satisfies Record<Compression, string>;

/** Cards like BMAJ = 1E308 make numbers that are none: unknown. */
function sound(row: ObsCoreRow): ObsCoreRow {
  const isSound = (value: unknown): boolean => typeof value !== 'number' || Number.isFinite(value);
  const cells = Object.entries(row).map(([name, value]) => [
    name,
    Array.isArray(value) ? (value.every(isSound) ? value : null) : isSound(value) ? value : null,
  ]);
  return Object.fromEntries(cells) as ObsCoreRow;
}

const UNKNOWN_TYPE = { dataproduct_type: null, dataproduct_subtype: null, guesses: [] };

function renamed<C>({ columns, guesses }: { columns: C; guesses: string[] }): C & { guesses: string[] } {
  return { ...columns, guesses };
}

/** Whose, where from and of what. The collection is the top folder, or the root's own name for a file that lies in none. */
function names({ key, root }: FoundFile, headers: Headers) {
  const parts = key.split('/');
  const stem = key.replace(/(\.(fits|fit|fts|imfits|fz|gz|z|bz2|xz|zst))+$/i, '');
  const target_name = headers.text('OBJECT') ?? null;
  const instrument_name = headers.text('INSTRUME') ?? null;
  const facility_name = headers.text('TELESCOP', 'OBSERVAT') ?? null;
  return {
    obs_collection: parts.length > 1 ? parts[0] : root.path.split(/[/\\]/).at(-1) || 'data',
    obs_id: headers.text('OBS_ID', 'OBSID') ?? stem,
    target_name,
    facility_name,
    instrument_name,
    obs_title:
      headers.text('TITLE') ??
      [target_name ?? stem, ...new Set([facility_name, instrument_name])].filter((part) => part !== null).join(', '),
    obs_creation_date: /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?$/.exec(headers.text('DATE') ?? '')?.[0] ?? null,
    obs_release_date: null,
    data_rights: null,
  };
}

function skyColumns(footprint: Footprint | undefined, headers: Headers) {
  const beam = headers.number('BMAJ');
  const written = headers.number('SKY_RES'); // ESO: arcsec
  return {
    s_fov: footprint ? Math.min(360, 2 * footprint.circle.radiusDeg) : null,
    // 10⁻⁹ deg is 4 µas, and half the digits
    s_region: footprint?.polygonDeg?.map((degrees) => Number(degrees.toFixed(9))) ?? null,
    s_resolution: beam !== undefined && beam > 0 ? beam * 3600 : written !== undefined && written > 0 ? written : null,
    s_pixel_scale: footprint ? footprint.pixelScaleDeg * 3600 : null,
  };
}

/** A time axis knows better than the cards of the whole file. */
function timeAxisColumns(main: ImageHdu | undefined): Partial<ObsCoreRow> & { t_xel: number | null } {
  const time = main?.wcs.time;
  if (main === undefined || time === undefined) return { t_xel: null };
  const t_xel = main.axes[time.axis] ?? 1;
  const edges = new Float64Array(2);
  time.mjdUtc.pixelToWorld(Float64Array.of(-0.5, t_xel - 0.5), 2, edges);
  if (!Number.isFinite(edges[0] + edges[1])) return { t_xel };
  return { t_xel, t_min: Math.min(edges[0], edges[1]), t_max: Math.max(edges[0], edges[1]) };
}

/** What HDU= may be given, when there is a choice. */
function hduNames(images: readonly ImageHdu[]): string[] | undefined {
  const plain = images.filter(({ isCompressed }) => !isCompressed).map(({ hdu }) => hdu);
  if (plain.length < 2) return undefined;
  return plain.map(({ name, index }) => (name !== '' && plain.filter((other) => other.name === name).length === 1 ? name : String(index)));
}

function noHeader(): Header {
  return Header.parse(HeaderEditor.empty().toBytes(), { file: '' });
}
