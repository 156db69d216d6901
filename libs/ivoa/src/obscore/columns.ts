import type { Field } from '../votable/document.js';

/** How a column is typed here; CELLS says what that is in a VOTable. */
type ColumnType = 'char' | 'int' | 'long' | 'double' | 'polygon' | 'timestamp';

export interface ObsCoreColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly utype: string;
  readonly ucd: string;
  readonly nullable: boolean;
  /** `served`: optional, always in our answers; `optional`: in an answer when one of its rows has a value */
  readonly presence: 'mandatory' | 'served' | 'optional';
}

/** ObsCore 1.1 tables 6 and 7: names, units, utypes and UCDs to the letter. */
export const OBSCORE_COLUMNS = [
  {
    name: 'dataproduct_type',
    type: 'char',
    utype: 'obscore:ObsDataset.dataProductType',
    ucd: 'meta.code.class',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'calib_level',
    type: 'int',
    utype: 'obscore:ObsDataset.calibLevel',
    ucd: 'meta.code;obs.calib',
    nullable: false,
    presence: 'mandatory',
  },
  { name: 'obs_collection', type: 'char', utype: 'obscore:DataID.collection', ucd: 'meta.id', nullable: false, presence: 'mandatory' },
  { name: 'obs_id', type: 'char', utype: 'obscore:DataID.observationID', ucd: 'meta.id', nullable: false, presence: 'mandatory' },
  {
    name: 'obs_publisher_did',
    type: 'char',
    utype: 'obscore:Curation.publisherDID',
    ucd: 'meta.ref.ivoid',
    nullable: false,
    presence: 'mandatory',
  },
  { name: 'access_url', type: 'char', utype: 'obscore:Access.reference', ucd: 'meta.ref.url', nullable: true, presence: 'mandatory' },
  { name: 'access_format', type: 'char', utype: 'obscore:Access.format', ucd: 'meta.code.mime', nullable: true, presence: 'mandatory' },
  {
    name: 'access_estsize',
    type: 'long',
    unit: 'kbyte',
    utype: 'obscore:Access.size',
    ucd: 'phys.size;meta.file',
    nullable: true,
    presence: 'mandatory',
  },
  { name: 'target_name', type: 'char', utype: 'obscore:Target.name', ucd: 'meta.id;src', nullable: true, presence: 'mandatory' },
  {
    name: 's_ra',
    type: 'double',
    unit: 'deg',
    utype: 'obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1',
    ucd: 'pos.eq.ra',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 's_dec',
    type: 'double',
    unit: 'deg',
    utype: 'obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2',
    ucd: 'pos.eq.dec',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 's_fov',
    type: 'double',
    unit: 'deg',
    utype: 'obscore:Char.SpatialAxis.Coverage.Bounds.Extent.diameter',
    ucd: 'phys.angSize;instr.fov',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 's_region',
    type: 'polygon',
    unit: 'deg',
    utype: 'obscore:Char.SpatialAxis.Coverage.Support.Area',
    ucd: 'pos.outline;obs.field',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 's_resolution',
    type: 'double',
    unit: 'arcsec',
    utype: 'obscore:Char.SpatialAxis.Resolution.Refval.value',
    ucd: 'pos.angResolution',
    nullable: true,
    presence: 'mandatory',
  },
  { name: 's_xel1', type: 'long', utype: 'obscore:Char.SpatialAxis.numBins1', ucd: 'meta.number', nullable: true, presence: 'mandatory' },
  { name: 's_xel2', type: 'long', utype: 'obscore:Char.SpatialAxis.numBins2', ucd: 'meta.number', nullable: true, presence: 'mandatory' },
  {
    name: 't_min',
    type: 'double',
    unit: 'd',
    utype: 'obscore:Char.TimeAxis.Coverage.Bounds.Limits.StartTime',
    ucd: 'time.start;obs.exposure',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 't_max',
    type: 'double',
    unit: 'd',
    utype: 'obscore:Char.TimeAxis.Coverage.Bounds.Limits.StopTime',
    ucd: 'time.end;obs.exposure',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 't_exptime',
    type: 'double',
    unit: 's',
    utype: 'obscore:Char.TimeAxis.Coverage.Support.Extent',
    ucd: 'time.duration;obs.exposure',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 't_resolution',
    type: 'double',
    unit: 's',
    utype: 'obscore:Char.TimeAxis.Resolution.Refval.value',
    ucd: 'time.resolution',
    nullable: true,
    presence: 'mandatory',
  },
  { name: 't_xel', type: 'long', utype: 'obscore:Char.TimeAxis.numBins', ucd: 'meta.number', nullable: true, presence: 'mandatory' },
  {
    name: 'em_min',
    type: 'double',
    unit: 'm',
    utype: 'obscore:Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit',
    ucd: 'em.wl;stat.min',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'em_max',
    type: 'double',
    unit: 'm',
    utype: 'obscore:Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit',
    ucd: 'em.wl;stat.max',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'em_res_power',
    type: 'double',
    utype: 'obscore:Char.SpectralAxis.Resolution.ResolPower.refVal',
    ucd: 'spect.resolution',
    nullable: true,
    presence: 'mandatory',
  },
  { name: 'em_xel', type: 'long', utype: 'obscore:Char.SpectralAxis.numBins', ucd: 'meta.number', nullable: true, presence: 'mandatory' },
  { name: 'o_ucd', type: 'char', utype: 'obscore:Char.ObservableAxis.ucd', ucd: 'meta.ucd', nullable: true, presence: 'mandatory' },
  {
    name: 'pol_states',
    type: 'char',
    utype: 'obscore:Char.PolarizationAxis.stateList',
    ucd: 'meta.code;phys.polarization',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'pol_xel',
    type: 'long',
    utype: 'obscore:Char.PolarizationAxis.numBins',
    ucd: 'meta.number',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'facility_name',
    type: 'char',
    utype: 'obscore:Provenance.ObsConfig.Facility.name',
    ucd: 'meta.id;instr.tel',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'instrument_name',
    type: 'char',
    utype: 'obscore:Provenance.ObsConfig.Instrument.name',
    ucd: 'meta.id;instr',
    nullable: true,
    presence: 'mandatory',
  },
  {
    name: 'dataproduct_subtype',
    type: 'char',
    utype: 'obscore:ObsDataset.dataProductSubtype',
    ucd: 'meta.code.class',
    nullable: true,
    presence: 'optional',
  },
  { name: 'target_class', type: 'char', utype: 'obscore:Target.class', ucd: 'src.class', nullable: true, presence: 'optional' },
  { name: 'obs_title', type: 'char', utype: 'obscore:DataID.title', ucd: 'meta.title;obs', nullable: true, presence: 'served' },
  {
    name: 'obs_creation_date',
    type: 'timestamp',
    utype: 'obscore:DataID.date',
    ucd: 'time;meta.dataset',
    nullable: true,
    presence: 'served',
  },
  { name: 'obs_creator_name', type: 'char', utype: 'obscore:DataID.creator', ucd: 'meta.id', nullable: true, presence: 'optional' },
  { name: 'obs_creator_did', type: 'char', utype: 'obscore:DataID.creatorDID', ucd: 'meta.id', nullable: true, presence: 'optional' },
  {
    name: 'obs_release_date',
    type: 'timestamp',
    utype: 'obscore:Curation.releaseDate',
    ucd: 'time.release',
    nullable: true,
    presence: 'served',
  },
  {
    name: 'publisher_id',
    type: 'char',
    utype: 'obscore:Curation.publisherID',
    ucd: 'meta.ref.ivoid',
    nullable: true,
    presence: 'optional',
  },
  { name: 'bib_reference', type: 'char', utype: 'obscore:Curation.reference', ucd: 'meta.bib', nullable: true, presence: 'optional' },
  { name: 'data_rights', type: 'char', utype: 'obscore:Curation.rights', ucd: 'meta.code', nullable: true, presence: 'served' },
  { name: 's_ucd', type: 'char', utype: 'obscore:Char.SpatialAxis.ucd', ucd: 'meta.ucd', nullable: true, presence: 'optional' },
  { name: 's_unit', type: 'char', utype: 'obscore:Char.SpatialAxis.unit', ucd: 'meta.unit', nullable: true, presence: 'optional' },
  {
    name: 's_resolution_min',
    type: 'double',
    unit: 'arcsec',
    utype: 'obscore:Char.SpatialAxis.Resolution.Bounds.Limits.LoLimit',
    ucd: 'pos.angResolution;stat.min',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 's_resolution_max',
    type: 'double',
    unit: 'arcsec',
    utype: 'obscore:Char.SpatialAxis.Resolution.Bounds.Limits.HiLimit',
    ucd: 'pos.angResolution;stat.max',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 's_pixel_scale',
    type: 'double',
    unit: 'arcsec',
    utype: 'obscore:Char.SpatialAxis.Sampling.RefVal.SamplingPeriod',
    ucd: 'phys.angSize;instr.pixel',
    nullable: true,
    presence: 'served',
  },
  {
    name: 's_calib_status',
    type: 'char',
    utype: 'obscore:Char.SpatialAxis.calibrationStatus',
    ucd: 'meta.code.qual',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 't_calib_status',
    type: 'char',
    utype: 'obscore:Char.TimeAxis.calibrationStatus',
    ucd: 'meta.code.qual',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 'em_calib_status',
    type: 'char',
    utype: 'obscore:Char.SpectralAxis.calibrationStatus',
    ucd: 'meta.code.qual',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 'o_calib_status',
    type: 'char',
    utype: 'obscore:Char.ObservableAxis.calibrationStatus',
    ucd: 'meta.code.qual',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 's_stat_error',
    type: 'double',
    unit: 'arcsec',
    utype: 'obscore:Char.SpatialAxis.Accuracy.StatError.Refval.value',
    ucd: 'stat.error;pos.eq',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 't_stat_error',
    type: 'double',
    unit: 's',
    utype: 'obscore:Char.TimeAxis.Accuracy.StatError.Refval.value',
    ucd: 'stat.error;time',
    nullable: true,
    presence: 'optional',
  },
  { name: 'em_ucd', type: 'char', utype: 'obscore:Char.SpectralAxis.ucd', ucd: 'meta.ucd', nullable: true, presence: 'served' },
  { name: 'em_unit', type: 'char', utype: 'obscore:Char.SpectralAxis.unit', ucd: 'meta.unit', nullable: true, presence: 'optional' },
  {
    name: 'em_res_power_min',
    type: 'double',
    utype: 'obscore:Char.SpectralAxis.Resolution.ResolPower.LoLimit',
    ucd: 'spect.resolution;stat.min',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 'em_res_power_max',
    type: 'double',
    utype: 'obscore:Char.SpectralAxis.Resolution.ResolPower.HiLimit',
    ucd: 'spect.resolution;stat.max',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 'em_resolution',
    type: 'double',
    unit: 'm',
    utype: 'obscore:Char.SpectralAxis.Resolution.Refval.value',
    ucd: 'spect.resolution;stat.mean',
    nullable: true,
    presence: 'served',
  },
  {
    name: 'em_stat_error',
    type: 'double',
    unit: 'm',
    utype: 'obscore:Char.SpectralAxis.Accuracy.StatError.Refval.value',
    ucd: 'stat.error;em',
    nullable: true,
    presence: 'optional',
  },
  { name: 'o_unit', type: 'char', utype: 'obscore:Char.ObservableAxis.unit', ucd: 'meta.unit', nullable: true, presence: 'served' },
  {
    name: 'o_stat_error',
    type: 'double',
    utype: 'obscore:Char.ObservableAxis.Accuracy.StatError.Refval.value',
    ucd: 'stat.error',
    nullable: true,
    presence: 'optional',
  },
  {
    name: 'proposal_id',
    type: 'char',
    utype: 'obscore:Provenance.Proposal.identifier',
    ucd: 'meta.id;obs.proposal',
    nullable: true,
    presence: 'optional',
  },
] as const satisfies readonly ObsCoreColumn[];

type Column = (typeof OBSCORE_COLUMNS)[number];
export type ObsCoreColumnName = Column['name'];

interface Values {
  readonly char: string;
  readonly int: number;
  readonly long: number;
  readonly double: number;
  /** lon lat lon lat …, degrees ICRS, counter-clockwise seen from inside, not closed */
  readonly polygon: readonly number[];
  /** `YYYY-MM-DD`, perhaps with `Thh:mm:ss[.sss]` */
  readonly timestamp: string;
}

type Cell<C extends Column> = C['nullable'] extends true ? Values[C['type']] | null : Values[C['type']];

/** A dataset in ObsCore's terms, null where unknown; the optional columns may be absent. */
export type ObsCoreRow = { readonly [C in Column as C['presence'] extends 'mandatory' ? C['name'] : never]: Cell<C> } & {
  readonly [C in Column as C['presence'] extends 'mandatory' ? never : C['name']]?: Cell<C>;
};

const CELLS: Readonly<Record<ColumnType, Pick<Field, 'datatype' | 'arraysize' | 'xtype'>>> = {
  char: { datatype: 'char', arraysize: '*' },
  int: { datatype: 'int' },
  long: { datatype: 'long' },
  double: { datatype: 'double' },
  polygon: { datatype: 'double', arraysize: '*', xtype: 'polygon' },
  timestamp: { datatype: 'char', arraysize: '*', xtype: 'timestamp' },
};

/** The column as a VOTable FIELD; `id` is its XML ID where a descriptor refers to it. */
export function obsCoreField({ name, type, unit, utype, ucd }: ObsCoreColumn, id?: string): Field {
  return { name, id, ...CELLS[type], unit, ucd, utype };
}
