import { MultiValuedError, UsageError } from '#faults';
import type { Shape } from '#region';
import type { ValuesOf } from './cube-parameter.js';
import { BEAMS, COORDINATE, ID, MASKOUT, OTHERS, SHAPES, SPECTRAL } from './shared-parameters.js';

/** Which part of the data a product is made from; what is absent does not restrict. */
export interface CubeFilters {
  /** ICRS; with the parameter it came from, for messages */
  readonly shape?: { readonly parameter: string; readonly shape: Shape };
  /** vacuum wavelength; ends may be infinite, as of all intervals */
  readonly bandMetres?: readonly [number, number];
  readonly velocity?: { readonly kms: readonly [number, number]; readonly doppler?: Doppler; readonly restFrequencyHz?: number };
  readonly frequencyHz?: readonly [number, number];
  /** 1-based, inclusive */
  readonly channels?: readonly [number, number];
  /** MJD, UTC */
  readonly timeMjd?: readonly [number, number];
  /** labels of ObsCore, upper case */
  readonly pols?: readonly string[];
  /** EXTNAME or 0-based number */
  readonly hdu?: string;
  readonly maskOut?: 'hard' | 'touch';
}

type Doppler = 'radio' | 'optical' | 'relativistic';

/** What all operations on cubes share. */
export interface CubeAxisOptions {
  readonly filters: CubeFilters;
  readonly doppler?: Doppler;
  readonly restFrequencyHz?: number;
  /** the spectral coordinate is the axis' own quantity, whatever is known */
  readonly native?: boolean;
  /** all channels are as wide as the reference channel */
  readonly constantWidth?: boolean;
  /** what RESTFREQ was divided by 1 more than */
  readonly redshift?: number;
  /** SPECSYS of the product */
  readonly frame?: string;
  readonly convolve?: 'auto' | 'never' | 'always';
  readonly beamTolerance?: number;
  readonly fillBlanks?: boolean;
}

export type SharedValues = ValuesOf<
  readonly [typeof ID, ...typeof SHAPES, ...typeof SPECTRAL, ...typeof COORDINATE, ...typeof BEAMS, ...typeof OTHERS, typeof MASKOUT]
>;

const SPECTRAL_FILTERS = ['BAND', 'VELO', 'FREQ', 'CHANNEL'] as const;

/**
 * What the shared parameters say together.
 * @throws MultiValuedError (several shapes), UsageError (several spectral ranges, MASKOUT without a shape)
 */
export function cubeAxisOptions(values: Partial<SharedValues>): CubeAxisOptions {
  const spectral = SPECTRAL_FILTERS.filter((name) => values[name] !== undefined);
  if (spectral.length > 1)
    throw new UsageError(`${SPECTRAL_FILTERS.join(', ')} all choose the spectral range, got ${spectral.join(' and ')}; give one of them`);
  const shape = shapeOf(values);
  if (values.MASKOUT !== undefined && !shape)
    throw new UsageError(`MASKOUT=${values.MASKOUT} needs a shape: CIRCLE, POLYGON or POS, got none`);
  const { DOPPLER: doppler, RESTFREQ, Z: redshift, VELO: kms } = values;
  if (redshift !== undefined && RESTFREQ === undefined)
    throw new UsageError(`Z=${redshift} is of a line at RESTFREQ / (1 + Z), and needs RESTFREQ; got none`);
  const restFrequencyHz = RESTFREQ === undefined ? undefined : RESTFREQ / (1 + (redshift ?? 0));
  return {
    filters: {
      shape,
      bandMetres: values.BAND,
      velocity: kms && { kms, doppler, restFrequencyHz },
      frequencyHz: values.FREQ,
      channels: values.CHANNEL,
      timeMjd: values.TIME,
      pols: values.POL && [...new Set(values.POL)],
      hdu: values.HDU,
      maskOut: values.MASKOUT,
    },
    doppler,
    restFrequencyHz,
    native: values.XAXIS === 'native' || undefined,
    constantWidth: values.CHANWIDTH === 'const' || undefined,
    redshift,
    frame: values.FRAME,
    convolve: values.CONVOLVE,
    beamTolerance: values.BEAMTOL,
    fillBlanks: values.FILLNAN || undefined,
  };
}

/** @throws MultiValuedError */
function shapeOf(values: Partial<SharedValues>): CubeFilters['shape'] {
  const given = (['POS', 'CIRCLE', 'POLYGON'] as const).flatMap((parameter) => {
    const shape = values[parameter];
    return shape ? [{ parameter, shape }] : [];
  });
  if (given.length > 1) {
    const names = given.map(({ parameter }) => parameter).join(' and ');
    throw new MultiValuedError(`one shape is supported, got ${names}; send a request for each`);
  }
  return given[0];
}
