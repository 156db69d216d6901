import { Header, HeaderEditor } from '#fits';
import { DATALINK_MEDIA_TYPE, type ObsCoreRow } from '#ivoa';
import type { Collection } from '#ops';
import { velocityRange, type Spectra } from '#products';
import type { SourceDescription } from '#storage';
import type { DatasetRecord } from '../index-store/entry.js';
import type { OpenedDataset } from '../read/open-dataset.js';
import { calibration } from './calibration.js';
import { collectionColumns } from './collections.js';
import { Headers } from './headers.js';
import { fluxOf, observableOf } from './observable.js';
import { polarization } from './polarization.js';
import { position } from './position.js';
import { productType, spectrumType, tableProductType, type ProductType } from './product-type.js';
import { refusalOf } from './refusal.js';
import { imageHdus, mainImage, scienceOf, type ImageHdu } from './science-hdus.js';
import { coverage, imageFootprint, type Footprint } from './sky-coverage.js';
import { samplesCoverage, spectralCoverage } from './spectral-coverage.js';
import { timeCoverage } from './time-coverage.js';

/** What is known of a dataset before its file is opened. */
export interface Subject {
  readonly id: string;
  /** Name of the file with '/' between its parts: a scanned one's path below its root. */
  readonly key: string;
  /** Of a file that lies in no folder. */
  readonly collectionName: string;
  readonly collection?: Collection;
  readonly source: SourceDescription;
}

/** From the headers of a file to its ObsCore row, its domain, and the list of what had to be guessed. */
export function datasetRecord(subject: Subject, opened: OpenedDataset): { record: DatasetRecord; guesses: string[] } {
  const { fits, spectra, compression, bytes, contentType, etag, lastModified } = opened;
  const images = imageHdus(opened.images);
  const main = mainImage(images);
  const primary = fits?.hdus[0].header;
  const headers = new Headers(main?.header ?? spectra?.arms[0].hdu.header ?? primary ?? noHeader(), primary);
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
  const observable = spectra ? fluxOf(spectra, headers) : observableOf(headers);
  const isPlaced = (celestial ?? spectral ?? spectra?.bandMetres) !== undefined;
  const row = sound({
    ...noting(typeOf(opened, main, headers)),
    ...noting(calibration(isPlaced, observable.o_ucd, headers)),
    ...names(subject, headers),
    obs_publisher_did: subject.id,
    access_url: null,
    access_format: DATALINK_MEDIA_TYPE,
    access_estsize: Math.max(1, Math.round(bytes / 1000)),
    ...noting(position(main, footprint, parts.length <= 1, opened.place, headers)),
    ...skyColumns(footprint, headers),
    s_xel1: celestial ? length(celestial.lonAxis) : null,
    s_xel2: celestial ? length(celestial.latAxis) : null,
    ...noting(timeCoverage(headers)),
    ...timeAxisColumns(main),
    t_resolution: null,
    ...noting(spectra ? samplesCoverage(spectra, headers) : spectralCoverage(spectral, length(spectral?.axis), headers)),
    ...observable,
    ...pol,
    ...noting(renamed(collectionColumns(subject.collection, subject.key, headers))),
  });
  guesses.push(...(main?.wcs.refusals ?? []).map((refusal) => `coordinates: ${refusal}`));
  const ranges: DatasetRecord['ranges'] = {
    bandMetres: row.em_min !== null && row.em_max !== null ? [row.em_min, row.em_max] : undefined,
    timeMjd: time && row.t_min !== null && row.t_max !== null ? [row.t_min, row.t_max] : undefined,
    polStates: labels.length > 0 ? labels : undefined,
    hdus: hduNames(images),
    velocity: spectral && !spectra ? velocityRange(spectral, length(spectral.axis)) : undefined,
    channels: channelsOf(spectra) ?? (spectral ? length(spectral.axis) : undefined),
  };
  const file = { source: subject.source, compression, bytes, etag, lastModified: lastModified.toISOString(), contentType };
  return { record: { ...file, row, circle: footprint?.circle, ranges, refusal: refusalOf(opened) }, guesses };
}

function typeOf({ fits, spectra }: OpenedDataset, main: ImageHdu | undefined, headers: Headers): ProductType {
  if (spectra) return spectrumType(spectra);
  if (main) return productType(main, headers);
  return fits ? tableProductType(fits) : UNKNOWN_TYPE;
}

/** CHANNEL counts the samples of one axis. */
function channelsOf(spectra: Spectra | undefined): number | undefined {
  return spectra && (spectra.arms.length === 1 ? spectra.arms[0].samples : undefined);
}

/** Cards like BMAJ = 1E308 make numbers that are none: unknown. */
function sound(row: ObsCoreRow): ObsCoreRow {
  const isSound = (value: unknown): boolean => typeof value !== 'number' || Number.isFinite(value);
  const cells = Object.entries(row).map(([name, value]) => [
    name,
    Array.isArray(value) ? (value.every(isSound) ? value : null) : isSound(value) ? value : null,
  ]);
  return Object.fromEntries(cells) as ObsCoreRow;
}

const UNKNOWN_TYPE: ProductType = { dataproduct_type: null, dataproduct_subtype: null, guesses: [] };

function renamed<C>({ columns, guesses }: { columns: C; guesses: string[] }): C & { guesses: string[] } {
  return { ...columns, guesses };
}

/** Whose, where from and of what. The collection is the top folder, or the root's own name for a file that lies in none. */
function names({ key, collectionName }: Subject, headers: Headers) {
  const parts = key.split('/');
  const stem = key.replace(/(\.(fits|fit|fts|imfits|fz|gz|z|bz2|xz|zst))+$/i, '');
  const target_name = headers.text('OBJECT') ?? null;
  const instrument_name = headers.text('INSTRUME') ?? null;
  const facility_name = headers.text('TELESCOP', 'OBSERVAT') ?? null;
  return {
    obs_collection: parts.length > 1 ? parts[0] : collectionName,
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
  if (images.length < 2) return undefined;
  return images.map(({ name, index }) =>
    name !== '' && images.filter((other) => other.name === name).length === 1 ? name : String(index),
  );
}

function noHeader(): Header {
  return Header.parse(HeaderEditor.empty().toBytes(), { file: '' });
}
