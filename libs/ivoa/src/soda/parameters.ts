import { MOST_VERTICES } from '../dali/shape.js';

/** How several values of one parameter are taken: refused, as one filter, or as a list whose members each give a result of their own. */
export type Multiplicity = 'single' | 'filter' | 'list';

/** A parameter as its VOTable PARAM describes it. Clients recognise one by name, UCD and unit together (SODA 1.0 §5). */
export interface ParameterDefinition {
  readonly name: string;
  readonly datatype: 'char' | 'double' | 'int' | 'long' | 'boolean';
  readonly arraysize?: string;
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly multiplicity: Multiplicity;
  readonly description: string;
}

/** What becomes of pixels outside a shape. */
export const MASKOUT_MODES = [
  ['none', 'leaves them (default)'],
  ['hard', 'blanks those whose centre is outside'],
  ['touch', 'blanks those that the shape does not touch'],
] as const;

/** Conventions of velocities. */
export const DOPPLERS = ['radio', 'optical', 'relativistic'] as const;

/**
 * The one table of what /soda/sync takes: validation, descriptors, capabilities and docs/parameters.md are made from it.
 * SODA 1.0 §3.3 down to POL; the others are Sodalite's own.
 */
export const SODA_PARAMETERS = [
  {
    name: 'ID',
    datatype: 'char',
    arraysize: '*',
    ucd: 'meta.ref.url;meta.curation',
    multiplicity: 'list',
    description: 'Identifier of the dataset (obs_publisher_did). Required; of several the answer is a tar file with a FITS file for each.',
  },
  {
    name: 'POS',
    datatype: 'char',
    arraysize: '*',
    ucd: 'pos.outline;obs',
    multiplicity: 'list',
    description: `Region: CIRCLE lon lat radius, RANGE lon1 lon2 lat1 lat2, or POLYGON lon lat lon lat lon lat ... (up to ${MOST_VERTICES} vertices), in degrees, ICRS`,
  },
  {
    name: 'CIRCLE',
    datatype: 'double',
    arraysize: '3',
    xtype: 'circle',
    unit: 'deg',
    ucd: 'pos.outline;obs',
    multiplicity: 'list',
    description: 'Circle: longitude latitude radius, ICRS',
  },
  {
    name: 'POLYGON',
    datatype: 'double',
    arraysize: '*',
    xtype: 'polygon',
    unit: 'deg',
    ucd: 'pos.outline;obs',
    multiplicity: 'list',
    description: `Polygon: longitude latitude of each vertex, up to ${MOST_VERTICES}, ICRS, implicitly closed`,
  },
  {
    name: 'BAND',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'm',
    ucd: 'em.wl;stat.interval',
    multiplicity: 'list',
    description: "Vacuum wavelength interval, in the file's own spectral frame; +Inf and -Inf leave an end open",
  },
  {
    name: 'TIME',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'd',
    ucd: 'time.interval;obs.exposure',
    multiplicity: 'list',
    description: 'Time interval, MJD in UTC; +Inf and -Inf leave an end open',
  },
  {
    name: 'POL',
    datatype: 'char',
    arraysize: '*',
    ucd: 'meta.code;phys.polarization',
    multiplicity: 'filter',
    description: 'Polarization state; repeat the parameter for several',
  },
  {
    name: 'HDU',
    datatype: 'char',
    arraysize: '*',
    multiplicity: 'single',
    description: 'One HDU of the file: its EXTNAME or its number, 0 for the primary; default: every image HDU that overlaps',
  },
  {
    name: 'CHANNEL',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    multiplicity: 'list',
    description: 'Interval of channels of the spectral axis, counted from 1, instead of BAND; +Inf and -Inf leave an end open',
  },
  {
    name: 'VELO',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'km/s',
    ucd: 'spect.dopplerVeloc',
    multiplicity: 'list',
    description: "Velocity interval instead of BAND, in the file's own spectral frame; +Inf and -Inf leave an end open",
  },
  {
    name: 'FREQ',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'Hz',
    ucd: 'em.freq',
    multiplicity: 'list',
    description: "Frequency interval instead of BAND, in the file's own spectral frame; +Inf and -Inf leave an end open",
  },
  {
    name: 'DOPPLER',
    datatype: 'char',
    arraysize: '*',
    multiplicity: 'single',
    description: `Convention of VELO: ${DOPPLERS.join(', ')}; default: the file's own, of frequencies radio, of wavelengths optical`,
  },
  {
    name: 'RESTFREQ',
    datatype: 'char',
    arraysize: '*',
    unit: 'Hz',
    ucd: 'em.freq',
    multiplicity: 'single',
    description:
      "Rest frequency of the line: the one that VELO is of, instead of the header's; of BAND and FREQ where an axis of velocities has none",
  },
  {
    name: 'PIXELS',
    datatype: 'char',
    arraysize: '*',
    multiplicity: 'list',
    description:
      'FITS section with optional extension and steps, [ext][x1:x2:s,y1:y2,*], counted from 1, both ends included, instead of the filters above; of the first image without ext',
  },
  {
    name: 'MASKOUT',
    datatype: 'char',
    arraysize: '*',
    multiplicity: 'single',
    description: `Pixels of the box outside the shape: ${MASKOUT_MODES.map(([mode, meaning]) => `${mode} ${meaning}`).join(', ')}`,
  },
  {
    name: 'DRYRUN',
    datatype: 'char',
    arraysize: '*',
    multiplicity: 'single',
    description: '1: tell as JSON what the answer would be, its size, and the bytes to be read for it',
  },
  {
    name: 'RESPONSEFORMAT',
    datatype: 'char',
    arraysize: '*',
    ucd: 'meta.code.mime',
    multiplicity: 'single',
    description:
      'Format of the answer: fits (of images by default), application/fits;compress=rice; of spectra votable (by default), csv or fits',
  },
] as const satisfies readonly ParameterDefinition[];

export type SodaParameterName = (typeof SODA_PARAMETERS)[number]['name'];

/** Names of the outside interface that this release knows and does not do yet: the answer says so instead of ignoring them. */
export const SODA_LATER = ['MOC'] as const;
