import { SPEED_OF_LIGHT as C } from '#wcs';
import type { Cube } from '../cube.js';
import type { MadeColumn } from '../column-table.js';
import type { RegionSums, Fluxes } from './flux.js';

type Filled = readonly [column: MadeColumn, values: Float64Array];

const COORDINATE = 'spec:Spectrum.Data.SpectralAxis.Value';
const VELOCITY_UCDS = { radio: 'spect.dopplerVeloc.radio', optical: 'spect.dopplerVeloc.opt', relativistic: 'spect.dopplerVeloc' } as const;

/**
 * Coordinates of the channels (kernels §12), the same columns whatever the axis is: NaN where it does not tell them. An axis whose own quantity is asked for,
 * and is neither, has a column more.
 */
export function coordinateColumns({ box, nz, spectral }: Cube): Filled[] {
  const { frequenciesHz, isVelocity, values, doppler } = spectral;
  // A model of spectra has one axis: velocities where there are such, then what light is told by.
  const isFrequency = /^(FREQ|AFRQ|ENER|WAVN)/.test(spectral.ctype);
  const main = isVelocity ? 'VELOCITY' : !frequenciesHz ? 'COORDINATE' : isFrequency ? 'FREQUENCY' : 'WAVELENGTH';
  const column = (name: string, unit: string, about: Pick<MadeColumn, 'ucd' | 'description'>, numbers?: Float64Array): Filled => [
    { name, datatype: 'double', unit: unit || undefined, ...about, ...(name === main && { utype: COORDINATE }) },
    numbers ?? new Float64Array(nz).fill(NaN),
  ];
  const convention = doppler && `${doppler} convention`;
  const own = main === 'COORDINATE' ? [column(main, spectral.unit, { description: 'as the axis of the cube has it' }, values)] : [];
  return [
    [
      { name: 'CHANNEL', datatype: 'int', ucd: 'meta.number', description: 'channel of the source, from 1 on' },
      indices(box.z.first + 1, nz),
    ],
    column('FREQUENCY', 'Hz', { ucd: 'em.freq' }, frequenciesHz),
    column(
      'WAVELENGTH',
      'm',
      { ucd: 'em.wl', description: 'in vacuum' },
      frequenciesHz?.map((hertz) => C / hertz),
    ),
    column(
      'VELOCITY',
      'm/s',
      { ucd: VELOCITY_UCDS[doppler ?? 'relativistic'], description: convention },
      isVelocity ? values.map((speed) => speed * 1000) : undefined,
    ),
    ...own,
  ];
}

/** The flux with what it rests on. */
export function fluxColumns({ flux, error, coverage }: Fluxes, { valid }: RegionSums, beamAngle: Float64Array, unit: string): Filled[] {
  const band = 'em';
  const ucd = /K( sr)?$/.test(unit) ? 'phot.antennaTemp' : `phot.flux.density;${band}`;
  return [
    [{ name: 'FLUX', datatype: 'double', unit: unit || undefined, ucd, utype: 'spec:Spectrum.Data.FluxAxis.Value' }, flux],
    [
      {
        name: 'FLUX_ERR',
        datatype: 'double',
        unit: unit || undefined,
        ucd: `stat.error;${ucd}`,
        utype: 'spec:Spectrum.Data.FluxAxis.Accuracy.StatError',
      },
      error,
    ],
    [{ name: 'NVALID', datatype: 'int', ucd: 'meta.number', description: 'valid pixels, of which a part is enough' }, valid],
    [{ name: 'COVERAGE', datatype: 'double', description: 'part of the aperture with valid pixels' }, coverage],
    [{ name: 'BEAM_AREA', datatype: 'double', unit: 'sr', description: 'solid angle of the beam' }, beamAngle],
  ];
}

const indices = (first: number, count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => first + i);
