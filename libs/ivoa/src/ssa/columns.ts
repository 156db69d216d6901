import type { ObsCoreRow } from '../obscore/columns.js';
import type { Cell, Field } from '../votable/document.js';
import type { SsaFormat } from './formats.js';

/** One line of an answer: a spectrum in one of its formats. */
export interface SsaRecord {
  readonly row: ObsCoreRow;
  readonly format: SsaFormat;
  /** full URL */
  readonly accessUrl: string;
  readonly accessFormat: string;
}

export interface SsaColumn extends Field {
  readonly cell: (record: SsaRecord) => Cell;
}

/** XML ID of the column that descriptors take the dataset's identifier from. */
export const SSA_DID_FIELD = 'ssa_pubDID';

type Told = Partial<Pick<Field, 'unit' | 'ucd' | 'xtype' | 'id'>>;

const text = (name: string, utype: string, told: Told, cell: SsaColumn['cell']): SsaColumn =>
  column(name, utype, { datatype: 'char', arraysize: '*', ...told }, cell);
const double = (name: string, utype: string, told: Told, cell: SsaColumn['cell']): SsaColumn =>
  column(name, utype, { datatype: 'double', ...told }, cell);
const position = (name: string, utype: string, ucd: string): SsaColumn =>
  column(name, utype, { datatype: 'double', arraysize: '2', unit: 'deg', ucd }, ({ row: { s_ra, s_dec } }) =>
    s_ra === null || s_dec === null ? 'NaN NaN' : [s_ra, s_dec],
  );

function column(name: string, utype: string, about: Omit<Field, 'name' | 'utype'>, cell: SsaColumn['cell']): SsaColumn {
  return { name, utype: `ssa:${utype}`, ...about, cell };
}

const middle = (lo: number | null, hi: number | null): number | null => (lo === null || hi === null ? null : (lo + hi) / 2);
const extent = (lo: number | null, hi: number | null): number | null => (lo === null || hi === null ? null : hi - lo);

/**
 * The response fields of SSA 1.1 §4.2.5 for which a row has something to say, the mandatory ones first; names as the common servers have them.
 * Wavelengths are in metres in vacuum, positions in ICRS, times in MJD.
 */
export const SSA_COLUMNS: readonly SsaColumn[] = [
  text('accref', 'Access.Reference', { ucd: 'meta.ref.url' }, ({ accessUrl }) => accessUrl),
  text('mime', 'Access.Format', { ucd: 'meta.code.mime' }, ({ accessFormat }) => accessFormat),
  column(
    'accsize',
    'Access.Size',
    { datatype: 'long', unit: 'kbyte', ucd: 'phys.size;meta.file' },
    // of the VOTable nobody knows before it is made
    ({ row, format }) => (format === 'file' ? row.access_estsize : null),
  ),
  text('ssa_model', 'Dataset.DataModel', {}, ({ format }) => (format === 'votable' ? 'Spectrum-1.0' : null)),
  text('ssa_dstype', 'Dataset.Type', {}, ({ row }) => (row.dataproduct_type === 'sed' ? 'SED' : 'Spectrum')),
  column('ssa_length', 'Dataset.Length', { datatype: 'long', ucd: 'meta.number' }, ({ row }) => row.em_xel),
  text('ssa_dstitle', 'DataID.Title', { ucd: 'meta.title;meta.dataset' }, ({ row }) => row.obs_title ?? row.obs_id),
  text('ssa_collection', 'DataID.Collection', {}, ({ row }) => row.obs_collection),
  text('ssa_creator', 'DataID.Creator', {}, ({ row }) => row.obs_creator_name),
  // the day alone: clients read it in several dialects, of which this is common to all
  text('ssa_cdate', 'DataID.Date', { ucd: 'time;meta.dataset' }, ({ row }) => row.obs_creation_date?.slice(0, 10)),
  text('ssa_instrument', 'DataID.Instrument', { ucd: 'meta.id;instr' }, ({ row }) => row.instrument_name),
  text('ssa_creationtype', 'DataID.CreationType', {}, () => 'archival'),
  text('ssa_publisher', 'Curation.Publisher', { ucd: 'meta.curation' }, ({ row }) => authority(row.obs_publisher_did)),
  text(SSA_DID_FIELD, 'Curation.PublisherDID', { ucd: 'meta.ref.ivoid', id: SSA_DID_FIELD }, ({ row }) => row.obs_publisher_did),
  text('ssa_reference', 'Curation.Reference', {}, ({ row }) => row.bib_reference),
  text('ssa_rights', 'Curation.Rights', {}, ({ row }) => row.data_rights),
  text('ssa_targname', 'Target.Name', { ucd: 'meta.id;src' }, ({ row }) => row.target_name),
  text('ssa_targclass', 'Target.Class', { ucd: 'src.class' }, ({ row }) => row.target_class),
  position('ssa_targetpos', 'Target.Pos', 'pos.eq;src'),
  position('ssa_location', 'Char.SpatialAxis.Coverage.Location.Value', 'pos.eq'),
  double('ssa_aperture', 'Char.SpatialAxis.Coverage.Bounds.Extent', { unit: 'deg', ucd: 'instr.fov' }, ({ row }) => row.s_fov),
  double('ssa_specmid', 'Char.SpectralAxis.Coverage.Location.Value', { unit: 'm', ucd: 'em.wl;instr.bandpass' }, ({ row }) =>
    middle(row.em_min, row.em_max),
  ),
  double('ssa_specext', 'Char.SpectralAxis.Coverage.Bounds.Extent', { unit: 'm', ucd: 'em.wl;instr.bandwidth' }, ({ row }) =>
    extent(row.em_min, row.em_max),
  ),
  double('ssa_specstart', 'Char.SpectralAxis.Coverage.Bounds.Start', { unit: 'm', ucd: 'em.wl;stat.min' }, ({ row }) => row.em_min),
  double('ssa_specend', 'Char.SpectralAxis.Coverage.Bounds.Stop', { unit: 'm', ucd: 'em.wl;stat.max' }, ({ row }) => row.em_max),
  text('ssa_spectralucd', 'Char.SpectralAxis.Ucd', {}, ({ row }) => row.em_ucd),
  double('ssa_specrp', 'Char.SpectralAxis.ResPower', { ucd: 'spect.resolution' }, ({ row }) => row.em_res_power),
  double('ssa_dateObs', 'Char.TimeAxis.Coverage.Location.Value', { unit: 'd', ucd: 'time.epoch' }, ({ row }) =>
    middle(row.t_min, row.t_max),
  ),
  double('ssa_timeExt', 'Char.TimeAxis.Coverage.Bounds.Extent', { unit: 's', ucd: 'time.duration' }, ({ row }) => row.t_exptime),
  double('ssa_timeStart', 'Char.TimeAxis.Coverage.Bounds.Start', { unit: 'd', ucd: 'time.start;obs.exposure' }, ({ row }) => row.t_min),
  double('ssa_timeStop', 'Char.TimeAxis.Coverage.Bounds.Stop', { unit: 'd', ucd: 'time.end;obs.exposure' }, ({ row }) => row.t_max),
  text('ssa_fluxucd', 'Char.FluxAxis.Ucd', {}, ({ row }) => row.o_ucd),
  text('ssa_fluxunit', 'Char.FluxAxis.Unit', {}, ({ row }) => row.o_unit),
  text('ssa_csysName', 'CoordSys.SpaceFrame.Name', {}, () => 'ICRS'),
  // §4.2.5.2: one dataset in several formats
  text('ssa_assoctype', 'Association.Type', {}, () => 'MultiFormat'),
  text('ssa_associd', 'Association.ID', {}, ({ row }) => row.obs_publisher_did),
  text('ssa_assockey', 'Association.Key', {}, () => '@Access.Format'),
];

function authority(did: string): string {
  return /^ivo:\/\/([^/?#]+)/i.exec(did)?.[1] ?? did;
}
