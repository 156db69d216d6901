export { COMMON_PARAMETERS, parseCommon, type CommonRequest } from './dali/common.js';
export type { ErrorAnswer } from './dali/error-answer.js';
export { parseInterval, parseNumberOrInterval, type Interval } from './dali/interval.js';
export { Params } from './dali/params.js';
export { plainError, plainStatus } from './dali/plain-error.js';
export { quote } from './dali/quote.js';
export {
  CUTOUT_FORMATS,
  DATALINK_FORMATS,
  DATALINK_MEDIA_TYPE,
  FITS_MEDIA_TYPE,
  negotiateFormat,
  SIA2_FORMATS,
  VOTABLE_MEDIA_TYPE,
  type ChosenFormat,
  type FormatOffer,
} from './dali/response-format.js';
export { parseCircle, parsePolygon, parsePos, parseRange } from './dali/shape.js';
export { absoluteUrl, type InputParam, type ServiceDescriptor } from './datalink/descriptor.js';
export { dataLinkError, dataLinkFault, dataLinkMessage, dataLinkStatus } from './datalink/errors.js';
export { DATALINK_STANDARD_ID, linksDescriptor, linksDocument, LINKS_PATH, type LinkRow, type LinksDocument } from './datalink/links.js';
export { parseLinks, type LinksRequest } from './datalink/request.js';
export { OBSCORE_COLUMNS, type ObsCoreColumn, type ObsCoreColumnName, type ObsCoreRow } from './obscore/columns.js';
export { POLARIZATION_STATES, type PolarizationState } from './obscore/polarization.js';
export { sia2Chunks, sia2Document, SIA2_STANDARD_ID, type Sia2Document } from './sia2/document.js';
export { siaError, siaFault, siaStatus } from './sia2/errors.js';
export { comparableDid, sia2Matches, SIA2_PREDICATES, type Intersects } from './sia2/matches.js';
export { parseSia2, type Sia2Query } from './sia2/request.js';
export { SIA2_PATH, type Sia2Options } from './sia2/self-descriptor.js';
export {
  genericSodaDescriptor,
  SODA_ASYNC_PATH,
  SODA_ASYNC_STANDARD_ID,
  SODA_SYNC_PATH,
  SODA_SYNC_STANDARD_ID,
  sodaDescriptor,
  type DatasetDomain,
  type SodaDescriptorOptions,
} from './soda/descriptor.js';
export { sodaError, sodaLabel, sodaMessage, sodaStatus } from './soda/errors.js';
export { SODA_LATER, SODA_PARAMETERS, type Multiplicity, type ParameterDefinition, type SodaParameterName } from './soda/parameters.js';
export { sodaParametersMarkdown } from './soda/parameters-markdown.js';
export { parseSoda, requireSingle, type SodaRequest, type SodaShape } from './soda/request.js';
export { availabilityDocument, type Availability } from './vosi/availability.js';
export { capabilitiesDocument, type Capability } from './vosi/capabilities.js';
export { examplesDocument, type Example } from './vosi/examples.js';
export { serviceCapabilities, type ServiceName, type ServiceOptions } from './vosi/service-capabilities.js';
export { errorDocument } from './votable/error-document.js';
export { numberText, tableHead, tableRow, type Cell, type Field } from './votable/document.js';
export {
  parseVotable,
  parseXml,
  type Votable,
  type VotableParam,
  type VotableResource,
  type VotableTable,
  type XmlElement,
} from './votable/reader.js';
export { escapeAttribute, escapeText } from './votable/xml.js';
