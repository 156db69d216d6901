import type { InputParam, ServiceDescriptor } from '../datalink/descriptor.js';
import { CUTOUT_FORMATS, FITS_MEDIA_TYPE, RICE_MEDIA_TYPE } from '../dali/response-format.js';
import { numberText } from '../votable/document.js';
import { DOPPLERS, MASKOUT_MODES, SODA_PARAMETERS, type SodaParameterName } from './parameters.js';

export const SODA_SYNC_STANDARD_ID = 'ivo://ivoa.net/std/SODA#sync-1.0';
export const SODA_ASYNC_STANDARD_ID = 'ivo://ivoa.net/std/SODA#async-1.0';
export const SODA_SYNC_PATH = '/soda/sync';
export const SODA_ASYNC_PATH = '/soda/async';

/** Which values of the filters can give data; what is absent cannot be filtered by. Degrees ICRS, metres in vacuum, MJD UTC. */
export interface DatasetDomain {
  readonly circle?: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  readonly polygonDeg?: readonly number[];
  readonly bandMetres?: readonly [number, number];
  readonly timeMjd?: readonly [number, number];
  readonly polStates?: readonly string[];
  /** EXTNAMEs or numbers of the image HDUs, when there are several */
  readonly hdus?: readonly string[];
  /** number of channels of the spectral axis */
  readonly channels?: number;
  /** of the outer edges of the channels, in the convention that the file has, or that is usual */
  readonly velocity?: { readonly kms: readonly [number, number]; readonly doppler: 'radio' | 'optical' | 'relativistic' };
}

export interface SodaDescriptorOptions {
  /** XML ID; a document with several datasets needs one for each */
  readonly descriptorId?: string;
  readonly mode?: 'sync' | 'async';
  /** what the dataset is cut as; an image without */
  readonly product?: keyof typeof PRODUCTS;
  /** most values of the filters times datasets in one request */
  readonly maxCombinations?: number;
}

const MODES = {
  sync: { standardId: SODA_SYNC_STANDARD_ID, accessPath: SODA_SYNC_PATH, name: 'cutout', of: 'an HDU of the answer' },
  async: { standardId: SODA_ASYNC_STANDARD_ID, accessPath: SODA_ASYNC_PATH, name: 'cutout job', of: 'a result of the job' },
};

const VOTABLE = CUTOUT_FORMATS.find(({ name }) => name === 'votable')!.contentType;

/** What comes without RESPONSEFORMAT, what it may be, and the parameters that do not apply. */
const PRODUCTS = {
  image: { contentType: FITS_MEDIA_TYPE, formats: ['fits', RICE_MEDIA_TYPE], without: [] },
  spectrum: { contentType: VOTABLE, formats: ['votable', 'csv', 'fits'], without: ['PIXELS', 'MASKOUT'] },
} as const satisfies Record<string, { contentType: string; formats: readonly string[]; without: readonly SodaParameterName[] }>;

/**
 * The cutout service for one dataset, with what can be asked of it (SODA 1.0 §4.2): parameters whose domain is unknown are left out.
 * @param id the dataset's identifier, sent by the client as it stands
 */
export function sodaDescriptor(id: string, domain: DatasetDomain, options: SodaDescriptorOptions = {}): ServiceDescriptor {
  const { mode = 'sync', descriptorId = `soda-${mode}`, product = 'image', maxCombinations } = options;
  const { contentType, formats, without } = PRODUCTS[product];
  const { standardId, accessPath, name } = MODES[mode];
  return {
    id: descriptorId,
    name,
    description: `Cutout of the dataset; ${repetition(mode, maxCombinations)}`,
    standardId,
    accessPath,
    contentType,
    // an async call starts a job: no example that a robot might follow
    exampleQuery: mode === 'sync' ? exampleQuery(id, domain) : undefined,
    inputs: SODA_PARAMETERS.flatMap((param): InputParam[] => {
      if ((without as readonly string[]).includes(param.name) || (mode === 'async' && param.name === 'DRYRUN')) return [];
      const domainOf = DOMAINS[param.name](id, domain, formats);
      return domainOf === undefined ? [] : [{ ...param, ...domainOf }];
    }),
  };
}

/** How values may be repeated, and up to where. */
function repetition(mode: keyof typeof MODES, maxCombinations?: number): string {
  const most = maxCombinations === undefined ? '' : `, up to ${maxCombinations} combinations, datasets included`;
  return `every filter is optional and may be repeated, POL as one filter: of several values each combination is ${MODES[mode].of}${most}`;
}

/** The cutout service for a whole table of datasets: the ID comes from a column, and all that the code can do is listed. */
export function genericSodaDescriptor(fieldId: string, descriptorId = 'soda-sync'): ServiceDescriptor {
  return {
    id: descriptorId,
    name: 'cutout',
    description: `Cutout of a dataset; ${repetition('sync')}`,
    standardId: SODA_SYNC_STANDARD_ID,
    accessPath: SODA_SYNC_PATH,
    contentType: FITS_MEDIA_TYPE,
    inputs: SODA_PARAMETERS.map((param) => (param.name === 'ID' ? { ...param, ref: fieldId } : param)),
  };
}

export type Limits = Pick<InputParam, 'value' | 'min' | 'max' | 'options'>;

/** How the domain of a dataset narrows a parameter of SODA; undefined: it does not apply. */
export function sodaLimits(name: SodaParameterName, id: string, domain: DatasetDomain, formats: readonly string[]): Limits | undefined {
  return DOMAINS[name](id, domain, formats);
}

/** How the domain narrows each parameter; undefined leaves it out. Intervals have scalar MIN and MAX, shapes one MAX (DALI 1.1 §3.3). */
const DOMAINS: Readonly<Record<SodaParameterName, (id: string, domain: DatasetDomain, formats: readonly string[]) => Limits | undefined>> =
  {
    ID: (id) => ({ value: id }),
    POS: (_, { circle, polygonDeg }) => (circle || polygonDeg ? {} : undefined),
    CIRCLE: (_, { circle }) => circle && { max: numbers([circle.lonDeg, circle.latDeg, circle.radiusDeg]) },
    POLYGON: (_, { circle, polygonDeg }) => (polygonDeg ? { max: numbers(polygonDeg) } : circle && {}), // all-sky: no outline, yet it can be cut
    BAND: (_, { bandMetres }) => bandMetres && limits(bandMetres),
    TIME: (_, { timeMjd }) => timeMjd && limits(timeMjd),
    POL: (_, { polStates }) => (polStates?.length ? { options: polStates } : undefined),
    HDU: (_, { hdus }) => (hdus?.length ? { options: hdus } : undefined),
    CHANNEL: (_, { channels }) => (channels ? { min: '1', max: String(channels) } : undefined),
    VELO: (_, { velocity, channels }) => (velocity ? limits(velocity.kms) : hasChannels(channels) ? {} : undefined),
    FREQ: (_, { bandMetres }) => bandMetres && limits([SPEED_OF_LIGHT / bandMetres[1], SPEED_OF_LIGHT / bandMetres[0]]),
    DOPPLER: (_, { channels }) => (hasChannels(channels) ? { options: DOPPLERS } : undefined),
    RESTFREQ: (_, { channels }) => (hasChannels(channels) ? {} : undefined),
    PIXELS: () => ({}),
    MASKOUT: (_, { circle, polygonDeg }) => (circle || polygonDeg ? { options: MASKOUT_MODES.map(([mode]) => mode) } : undefined),
    DRYRUN: () => ({ options: ['0', '1'] }),
    RESPONSEFORMAT: (_id, _domain, formats) => ({ options: formats }),
  };

const SPEED_OF_LIGHT = 299_792_458;

const hasChannels = (channels = 0): boolean => channels > 0;

function limits([lo, hi]: readonly [number, number]): Limits {
  return { min: numberText(lo), max: numberText(hi) };
}

function numbers(values: readonly number[]): string {
  return values.map(numberText).join(' ');
}

/** A small circle in the middle, or a thin band: something quick that has data. */
function exampleQuery(id: string, { circle, bandMetres }: DatasetDomain): string | undefined {
  const query = `ID=${encodeURIComponent(id)}`;
  if (circle) {
    const radiusDeg = Number((circle.radiusDeg / 10).toPrecision(3));
    return `${query}&CIRCLE=${encodeURIComponent(numbers([round(circle.lonDeg), round(circle.latDeg), radiusDeg]))}`;
  }
  if (!bandMetres) return undefined;
  const middle = numberText((bandMetres[0] + bandMetres[1]) / 2);
  return `${query}&BAND=${encodeURIComponent(`${middle} ${middle}`)}`;
}

function round(degrees: number): number {
  return Number(degrees.toFixed(6));
}
