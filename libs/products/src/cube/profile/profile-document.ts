import type { Origin } from '../../cutout-plan.js';
import type { SpectrumDocument, SpectrumTable } from '../../spectrum/spectrum-document.js';
import type { Cube } from '../cube.js';
import { guardNotes } from './guard-notes.js';
import type { ProfileRequest, ProfileTable } from './profile-request.js';
import type { Ring } from './rings.js';

export interface ProfileOrigin {
  readonly cube: Cube;
  readonly request: ProfileRequest;
  readonly rings: readonly Ring[];
  readonly text: string;
  readonly origin: Origin;
  readonly integrated: boolean;
}

/** Profiles that are made, for the writers of VOTable and CSV, which take them as they take spectra: a table for each plane and side. */
export function profileDocument(
  { cube, request, rings, text, origin, integrated }: ProfileOrigin,
  made: readonly ProfileTable[],
): SpectrumDocument {
  const { image, source, spectral, planes, box } = cube;
  const outer = rings.reduce((most, { radius, width }) => Math.max(most, radius + width / 2), 0);
  const tables = made.map(({ plane, part, columns, values }, i): SpectrumTable => {
    const { label } = planes[plane];
    return {
      arm: label ? `${label} ${part.name}` : part.name,
      spectrum: i + 1,
      target: image.header.string('OBJECT')?.trim() || undefined,
      place: { ...request.centre, radiusDeg: outer / 3600 },
      specsys: spectral.specsys,
      columns,
      rows: rings.length,
      samples: [box.z.first + 1, box.z.first + cube.nz],
      async *blocks() {
        yield values;
      },
    };
  });
  return {
    creator: origin.creator,
    sourceId: origin.sourceId,
    request: text,
    sourceModified: source.lastModified,
    notes: [
      ...guardNotes(request),
      integrated ? `radial profile of the integral over the channels, in ${spectral.unit}` : 'radial profile of the image',
    ],
    columnNames: made[0].columns.map(({ name }) => name),
    count: tables.length,
    async *tables() {
      yield* tables;
    },
  };
}
