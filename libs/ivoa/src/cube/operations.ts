import { CHANNELS_PARAMETERS } from './channels-parameters.js';
import type { CubeFormat } from './cube-formats.js';
import type { CubeParameter } from './cube-parameter.js';
import { MOMENT_PARAMETERS } from './moment-parameters.js';
import { PROFILE_PARAMETERS } from './profile-parameters.js';
import { PV_PARAMETERS } from './pv-parameters.js';
import { BEAMS, COORDINATE, DRYRUN, ID, MASK, MASKOUT, OTHERS, RESPONSEFORMAT, SHAPES, SPECTRAL } from './shared-parameters.js';
import { SPECTRUM_PARAMETERS } from './spectrum-parameters.js';

export const CUBE_OPERATIONS = ['moment', 'pv', 'channels', 'spectrum', 'profile'] as const;

/** `/cube/<operation>` of the outside interface. */
export type CubeOperation = (typeof CUBE_OPERATIONS)[number];

export interface OperationAbout {
  /** what it makes, in the plural, for links and titles */
  readonly title: string;
  readonly description: string;
  /** the first is the default */
  readonly formats: readonly CubeFormat[];
}

/** What each operation is called, and what it can answer with. */
export const OPERATION_ABOUT: Readonly<Record<CubeOperation, OperationAbout>> = {
  moment: {
    title: 'Moment maps',
    description: 'Maps made along the spectral axis of the cube: moments, peaks, widths, with errors and masks',
    formats: ['fits'],
  },
  pv: {
    title: 'Position-velocity slices',
    description:
      "A slice of the cube along a path on the sky; its spectral axis stays the file's own, DOPPLER and RESTFREQ are of the velocities in VELO and HISTORY",
    formats: ['fits'],
  },
  channels: { title: 'Channel maps', description: 'The cube with its channels averaged or integrated in steps', formats: ['fits'] },
  spectrum: {
    title: 'Spectra of apertures',
    description: 'Spectra of the cube inside of apertures with exact edges',
    formats: ['votable', 'fits', 'csv'],
  },
  profile: {
    title: 'Radial profiles',
    description: 'Means in tilted rings, of an image or of the cube integrated along its spectral axis',
    formats: ['fits', 'votable', 'csv'],
  },
};

/**
 * The one table of what each operation takes: validation, descriptors and docs/parameters.md are made from it. Spectra and profiles have
 * apertures where the others have shapes that choose a box.
 */
export const OPERATION_PARAMETERS = {
  moment: [ID, ...MOMENT_PARAMETERS, MASK, ...SHAPES, ...SPECTRAL, ...COORDINATE, ...BEAMS, ...OTHERS, MASKOUT, DRYRUN, RESPONSEFORMAT],
  pv: [ID, ...PV_PARAMETERS, ...SHAPES, ...SPECTRAL, ...BEAMS, ...OTHERS, MASKOUT, DRYRUN, RESPONSEFORMAT],
  channels: [ID, ...CHANNELS_PARAMETERS, ...SHAPES, ...SPECTRAL, ...COORDINATE, ...BEAMS, ...OTHERS, MASKOUT, DRYRUN, RESPONSEFORMAT],
  spectrum: [ID, ...SPECTRUM_PARAMETERS, ...SPECTRAL, ...COORDINATE, ...BEAMS, ...OTHERS, DRYRUN, RESPONSEFORMAT],
  profile: [ID, ...PROFILE_PARAMETERS, ...SPECTRAL, ...COORDINATE, ...BEAMS, ...OTHERS, DRYRUN, RESPONSEFORMAT],
} as const satisfies Record<CubeOperation, readonly CubeParameter[]>;

export const cubePath = (operation: CubeOperation): string => `/cube/${operation}/sync`;
