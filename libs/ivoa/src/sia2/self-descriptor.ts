import type { InputParam, ServiceDescriptor } from '../datalink/descriptor.js';
import { MOST_VERTICES } from '../dali/shape.js';
import { POLARIZATION_STATES } from '../obscore/polarization.js';

export const SIA2_PATH = '/sia/query';

/** Values that occur in the catalogue. */
export interface Sia2Options {
  readonly collections?: readonly string[];
  readonly facilities?: readonly string[];
  readonly instruments?: readonly string[];
  readonly dptypes?: readonly string[];
  readonly calibs?: readonly number[];
  readonly formats?: readonly string[];
}

/**
 * SIA's own parameters (SIA 2.0 §4.2). Intervals have arraysize 2, as DALI wants them, and POS stands once: the listing of the SIA text,
 * with `*` and one POS for each shape, is flagged by validators.
 */
export function selfDescriptor(options: Sia2Options): ServiceDescriptor {
  return {
    id: '',
    utype: 'adhoc:this',
    name: 'this',
    description: 'This service: a search for images and cubes; values of one parameter are alternatives, different parameters are combined',
    standardId: 'ivo://ivoa.net/std/SIA#query-2.0',
    accessPath: SIA2_PATH,
    inputs: [
      text(
        'POS',
        'pos.outline;obs',
        `Region: CIRCLE lon lat radius, RANGE lon1 lon2 lat1 lat2, or POLYGON lon lat lon lat lon lat ..., in degrees, ICRS; up to ${MOST_VERTICES} vertices in all`,
      ),
      interval('BAND', 'm', 'em.wl;stat.interval', 'Vacuum wavelength; the coverage intersects'),
      interval('TIME', 'd', 'time.interval;obs.exposure', 'MJD in UTC; the coverage intersects'),
      text('POL', 'meta.code;phys.polarization', 'Polarization state', POLARIZATION_STATES),
      interval('FOV', 'deg', 'phys.angSize;instr.fov', 'Field of view within these limits'),
      interval('SPATRES', 'arcsec', 'pos.angResolution', 'Angular resolution within these limits'),
      interval('SPECRP', undefined, 'spect.resolution', 'Spectral resolving power within these limits'),
      interval('EXPTIME', 's', 'time.duration;obs.exposure', 'Exposure time within these limits'),
      interval('TIMERES', 's', 'time.resolution', 'Time resolution within these limits'),
      text('ID', 'meta.ref.ivoid', 'Identifier of a dataset (obs_publisher_did)'),
      text('COLLECTION', 'meta.id', 'Name of the collection', options.collections),
      text('FACILITY', 'meta.id;instr.tel', 'Name of the facility', options.facilities),
      text('INSTRUMENT', 'meta.id;instr', 'Name of the instrument', options.instruments),
      text('TARGET', 'meta.id;src', 'Name of the target'),
      text('DPTYPE', 'meta.code.class', 'Type of the data product', options.dptypes),
      {
        name: 'CALIB',
        datatype: 'int',
        ucd: 'meta.code;obs.calib',
        description: 'Calibration level',
        options: options.calibs?.map(String),
      },
      text('FORMAT', 'meta.code.mime', 'Format of what access_url gives', options.formats),
      text('RELEASEDATE', 'time.release', 'Release date, one or two ISO dates'),
      { name: 'MAXREC', datatype: 'int', description: 'Largest number of rows; 0 for the description of the table alone' },
      text('RESPONSEFORMAT', 'meta.code.mime', 'Format of the answer', ['votable']),
    ],
  };
}

function text(name: string, ucd: string, description: string, options?: readonly string[]): InputParam {
  return { name, datatype: 'char', arraysize: '*', ucd, description, options };
}

function interval(name: string, unit: string | undefined, ucd: string, description: string): InputParam {
  return { name, datatype: 'double', arraysize: '2', xtype: 'interval', unit, ucd, description };
}
