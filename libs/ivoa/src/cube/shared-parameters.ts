import { UsageError } from '#faults';
import type { Shape } from '#region';
import { quote } from '../dali/quote.js';
import { parseShapes } from '../dali/shape.js';
import { SODA_PARAMETERS, type SodaParameterName } from '../soda/parameters.js';
import { parseBand, parseChannel, parseDryRun, parseHdu, parseMaskOut, parsePol } from '../soda/values.js';
import {
  choiceParameter,
  flagParameter,
  intervalParameter,
  type Named,
  numberParameter,
  repeated,
  single,
  textParameter,
} from './cube-parameter.js';

/** As SODA has it, with one value. */
function ofSoda<const Name extends SodaParameterName, T>(name: Name, parse: (text: string) => T, description?: string): Named<Name, T> {
  const definition = SODA_PARAMETERS.find((parameter) => parameter.name === name)!;
  return single({ ...definition, name, description: description ?? definition.description }, parse);
}

const shapeOf = <const Name extends 'POS' | 'CIRCLE' | 'POLYGON'>(name: Name): Named<Name, Shape> =>
  ofSoda(name, (text) => parseShapes([{ parameter: name, text }])[0]);

/** Which dataset. */
export const ID = ofSoda('ID', parseId, 'Identifier of the dataset (obs_publisher_did). Required.');

/** Another dataset that says which of its voxels are kept. */
export const MASK = textParameter(
  {
    name: 'MASK',
    description:
      'Identifier of another dataset, an image or a cube: only voxels count where it is neither zero nor blank. Of another grid the nearest pixel and channel are taken',
  },
  (text) => {
    if (text.trim() === '') throw new UsageError(`MASK needs the identifier of a dataset, got ${quote(text)}`);
    return text;
  },
);

/** Which part of the sky the product is made from. */
export const SHAPES = [shapeOf('POS'), shapeOf('CIRCLE'), shapeOf('POLYGON')] as const;

export const MASKOUT = ofSoda('MASKOUT', parseMaskOut);

/** Frames of SPECSYS that are converted between (FITS Standard, table 27). */
const SPECTRAL_FRAMES = ['TOPOCENT', 'GEOCENTR', 'BARYCENT', 'HELIOCEN', 'LSRK', 'LSRD', 'GALACTOC'] as const;

const FRAME = "in the file's own spectral frame";

export const RESPONSEFORMAT = ofSoda('RESPONSEFORMAT', (text) => text.trim(), 'Format of the answer');

/** Which part of the spectral axis, and how it is counted. */
export const SPECTRAL = [
  ofSoda('BAND', parseBand),
  intervalParameter(
    {
      name: 'VELO',
      unit: 'km/s',
      ucd: 'spect.dopplerVeloc',
      description: `Velocity interval instead of BAND, ${FRAME}; +Inf and -Inf leave an end open`,
    },
    '"1200 1450" (km/s)',
  ),
  intervalParameter(
    {
      name: 'FREQ',
      unit: 'Hz',
      ucd: 'em.freq',
      description: `Frequency interval instead of BAND, ${FRAME}; +Inf and -Inf leave an end open`,
    },
    '"1.4e9 1.42e9" (Hz)',
  ),
  ofSoda('CHANNEL', parseChannel),
  choiceParameter(
    {
      name: 'DOPPLER',
      description: "Convention of velocities, asked and given; default: the file's own, of frequencies radio, of wavelengths optical",
    },
    ['radio', 'optical', 'relativistic'],
  ),
  numberParameter(
    { name: 'RESTFREQ', unit: 'Hz', ucd: 'em.freq', description: 'Rest frequency of the line, instead of the one in the header' },
    { least: 1e6, example: '1.420405751768e9' },
  ),
  numberParameter(
    { name: 'Z', description: 'Redshift of the source: velocities are counted from RESTFREQ / (1 + Z), which it needs' },
    { above: -1, example: '0.158' },
  ),
  choiceParameter(
    {
      name: 'FRAME',
      description:
        "Spectral frame of the product, by the names of SPECSYS, for the direction of the middle of the image; default: the file's own. BAND, FREQ and VELO choose in the file's own",
    },
    SPECTRAL_FRAMES,
  ),
] as const;

/** What the spectral coordinate of a product is; slices keep that of the file. */
export const COORDINATE = [
  choiceParameter(
    {
      name: 'XAXIS',
      description:
        "Spectral coordinate of the product: velocity in km/s where a rest value is known (default), or the axis' own quantity (native)",
    },
    ['velocity', 'native'],
  ),
  choiceParameter(
    {
      name: 'CHANWIDTH',
      description: 'Width of channels: of each its own (exact, default), or that of the reference channel for all (const)',
    },
    ['exact', 'const'],
  ),
] as const;

/** What is done about channels whose beams are not alike. */
export const BEAMS = [
  choiceParameter(
    {
      name: 'CONVOLVE',
      description:
        'Channels with beams of their own are convolved to the smallest beam that holds them all: auto (default): where they differ by more than BEAMTOL, are mixed, and it takes seconds; never; always. What is mixed as it is has a warning and a table of the beams (CHANBEAM)',
    },
    ['auto', 'never', 'always'],
  ),
  numberParameter(
    { name: 'BEAMTOL', description: 'Beams are alike up to such a part of their areas; default 0.02' },
    { least: 0, example: '0.02' },
  ),
  flagParameter({
    name: 'FILLNAN',
    description: '1: convolving fills blank pixels where at least half of the weight around them is valid',
  }),
] as const;

/** Filters by other axes, and by HDU. */
export const OTHERS = [
  ofSoda('TIME', parseTime),
  repeated(
    ofSoda(
      'POL',
      parsePolarization,
      'Polarization state; repeat it for several. Of cubes with Q and U also POLI (or PLINEAR), sqrt(Q^2 + U^2), and POLA (or PANGLE), 0.5 atan2(U, Q) in degrees, each by itself',
    ),
    'filter',
  ),
  ofSoda(
    'HDU',
    (text) => parseHdu(text)!,
    'The HDU to use: its EXTNAME or its number, 0 for the primary; default: the first image with the axes that are needed',
  ),
] as const;

export const DRYRUN = ofSoda(
  'DRYRUN',
  parseDryRun,
  '1: tell as JSON what the product would be, its size, the bytes to be read for it, and how long that may take',
);

/** As SODA has it; what is computed by the names of other programs, too. */
function parsePolarization(text: string): string {
  return COMPUTED[text.trim().toUpperCase()] ?? parsePol(text);
}

const COMPUTED: Readonly<Record<string, string>> = { PLINEAR: 'POLI', PANGLE: 'POLA' };

function parseTime(text: string): readonly [number, number] {
  return TIME.read([text]);
}

const TIME = intervalParameter({ name: 'TIME', description: '' }, '"60310.25 60310.5" (MJD)');

function parseId(text: string): string {
  if (text === '') throw new UsageError(`ID needs the identifier of a dataset, got ${quote(text)}`);
  return text;
}
