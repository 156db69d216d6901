import { sumOf } from '#fits';
import type { Origin } from '../../cutout-plan.js';
import type { ChosenKernels } from '../backends.js';
import type { Cube } from '../cube.js';
import type { Companion } from '../noise/companion.js';
import { addAperture, addNoise } from './aperture-cards.js';
import type { MadeSpectrum, PlannedSpectrum } from './aperture-spectra.js';
import { tableData, tableHeader } from '../column-table.js';
import { addHistory, addSpectralCards, primaryOf, summed } from '../made-header.js';
import { emptySums } from './merge-sums.js';
import { coordinateColumns, fluxColumns } from './spectrum-columns.js';
import type { SpectrumRequest } from './spectrum-request.js';

export interface SpectraFile {
  readonly cube: Cube;
  readonly planned: readonly PlannedSpectrum[];
  /** when the noise was measured in the channels: of every so many-th row */
  readonly noiseStep?: number;
  /** when the noise is of that */
  readonly companion?: Companion;
  readonly request: SpectrumRequest;
  /** in one spelling */
  readonly text: string;
  readonly origin: Origin;
  readonly chosen: ChosenKernels;
}

/** Headers and tables of the file, one after the other; before the spectra are made as long as afterwards. */
export function writeSpectra(
  { cube, planned, noiseStep, companion, request, text, origin, chosen }: SpectraFile,
  made?: readonly MadeSpectrum[],
): Uint8Array[] {
  const primary = primaryOf(cube);
  addHistory(primary, 'spectra of apertures', cube, text, origin, chosen);
  const parts: Uint8Array[] = [summed(primary, 0)];
  planned.forEach((spectrum, i) => {
    const { columns, values, beams, maskPixels = 0 } = made?.[i] ?? unmade(cube, spectrum);
    const header = tableHeader('SPECTRUM', i + 1, columns, cube.nz);
    addAperture(header, spectrum.placed, request, maskPixels);
    addNoise(header, request, noiseStep, companion);
    header.set('APNBEAM', middleOf(beams), 'beams in the aperture, at the middle channel; 0 unknown');
    const { label } = cube.planes[spectrum.plane];
    if (cube.planes.length > 1) header.set('PLANE', label || `${spectrum.plane + 1}`, 'polarization, or plane of the cube');
    addSpectralCards(header, cube);
    const data = tableData(columns, values);
    parts.push(summed(header, sumOf(data)), data);
  });
  return parts;
}

function unmade(cube: Cube, { rules, unit }: PlannedSpectrum): MadeSpectrum {
  const nothing = new Float64Array(cube.nz);
  const filled = [
    ...coordinateColumns(cube),
    ...fluxColumns({ flux: nothing, error: nothing, coverage: nothing, beams: nothing }, emptySums(cube.nz), rules.beamAngle, unit),
  ];
  return { columns: filled.map(([column]) => column), values: filled.map(([, values]) => values), beams: nothing };
}

/** Of the channel in the middle that has any. */
function middleOf(beams: Float64Array): number {
  const known = beams.filter((value) => Number.isFinite(value));
  return known.length > 0 ? known[known.length >> 1] : 0;
}
