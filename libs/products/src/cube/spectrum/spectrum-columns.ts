import type { Cube } from '../cube.js';
import type { MadeColumn } from '../column-table.js';
import type { RegionSums, Fluxes } from './flux.js';

const C = 299792458;

type Filled = readonly [column: MadeColumn, values: Float64Array];

const COORDINATE = 'spec:Spectrum.Data.SpectralAxis.Value';
const VELOCITY_UCDS = { radio: 'spect.dopplerVeloc.radio', optical: 'spect.dopplerVeloc.opt', relativistic: 'spect.dopplerVeloc' } as const;

/** Coordinates of the channels (kernels §12): what the axis has of frequency, vacuum wavelength and velocity, else its own quantity. */
export function coordinateColumns({ box, nz, spectral }: Cube): Filled[] {
  const { frequenciesHz, isVelocity, values, doppler } = spectral;
  const filled: Filled[] = [
    [
      { name: 'CHANNEL', datatype: 'int', ucd: 'meta.number', description: 'channel of the source, from 1 on' },
      indices(box.z.first + 1, nz),
    ],
  ];
  // A model of spectra has one axis: velocities where there are such, then what light is told by.
  const main = (wanted: boolean): Pick<MadeColumn, 'utype'> => (wanted ? { utype: COORDINATE } : {});
  const isFrequency = /^(FREQ|AFRQ|ENER|WAVN)/.test(spectral.ctype);
  if (frequenciesHz) {
    const [frequency, wavelength] = [isFrequency && !isVelocity, !isFrequency && !isVelocity];
    filled.push([{ name: 'FREQUENCY', datatype: 'double', unit: 'Hz', ucd: 'em.freq', ...main(frequency) }, frequenciesHz]);
    filled.push([
      { name: 'WAVELENGTH', datatype: 'double', unit: 'm', ucd: 'em.wl', description: 'in vacuum', ...main(wavelength) },
      frequenciesHz.map((hertz) => C / hertz),
    ]);
  }
  if (isVelocity) {
    const ucd = VELOCITY_UCDS[doppler ?? 'relativistic'];
    const description = doppler && `${doppler} convention`;
    filled.push([
      { name: 'VELOCITY', datatype: 'double', unit: 'm/s', ucd, description, ...main(true) },
      values.map((speed) => speed * 1000),
    ]);
  }
  if (!isVelocity && !frequenciesHz)
    filled.push([{ name: 'COORDINATE', datatype: 'double', unit: spectral.unit || undefined, ...main(true) }, values]);
  return filled;
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
