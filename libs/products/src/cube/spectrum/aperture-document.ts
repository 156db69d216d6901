import { SPEED_OF_LIGHT as C } from '#wcs';
import type { Origin } from '../../cutout-plan.js';
import type { SpectrumDocument, SpectrumTable } from '../../spectrum/spectrum-document.js';
import { timeOf } from '../../spectrum/place.js';
import type { Cube } from '../cube.js';
import type { MadeSpectrum, PlannedSpectrum } from './aperture-spectra.js';
import type { PlacedAperture } from './placed-aperture.js';

export interface DocumentOrigin {
  readonly cube: Cube;
  readonly planned: readonly PlannedSpectrum[];
  readonly text: string;
  readonly origin: Origin;
}

/** Spectra that are made, for the writers of VOTable and CSV. */
export function apertureDocument({ cube, planned, text, origin }: DocumentOrigin, made: readonly MadeSpectrum[]): SpectrumDocument {
  const { image, source, spectral, box, nz } = cube;
  const primary = cube.opened.file.hdus[0].header;
  const headers = [image.header, primary];
  const textOf = (keyword: string) => headers.map((header) => header.string(keyword)?.trim()).find(Boolean);
  const ends = spectral.frequenciesHz && [C / spectral.frequenciesHz[0], C / spectral.frequenciesHz[nz - 1]];
  const convention =
    spectral.doppler && `velocities are ${spectral.doppler}${spectral.restFrequencyHz ? ` for ${spectral.restFrequencyHz} Hz` : ''}`;
  const tables = planned.map(({ placed, plane }, i): SpectrumTable => {
    const { label } = cube.planes[plane];
    return {
      arm: label || placed.place.kind,
      spectrum: i + 1,
      target: textOf('OBJECT'),
      place: { ...placed.centre, radiusDeg: radiusOf(placed) },
      timeMjd: timeOf(headers),
      specsys: spectral.specsys,
      bandMetres: ends?.every((metres) => metres > 0) ? [Math.min(...ends), Math.max(...ends)] : undefined,
      columns: made[i].columns,
      rows: nz,
      samples: [box.z.first + 1, box.z.first + nz],
      async *blocks() {
        yield made[i].values;
      },
    };
  });
  return {
    creator: origin.creator,
    sourceId: origin.sourceId,
    request: text,
    sourceModified: source.lastModified,
    notes: convention ? [convention] : [],
    instrument: textOf('INSTRUME'),
    telescope: textOf('TELESCOP'),
    columnNames: made[0].columns.map(({ name }) => name),
    count: tables.length,
    async *tables() {
      yield* tables;
    },
  };
}

/** Of a circle as large as the aperture, degrees. */
function radiusOf({ place, steradians }: PlacedAperture): number {
  if (place.kind === 'point') return 0;
  return place.kind === 'circle' ? place.radiusDeg : (Math.sqrt(steradians / Math.PI) * 180) / Math.PI;
}
