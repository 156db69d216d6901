import { DATALINK_MEDIA_TYPE } from '../dali/response-format.js';
import { infoElement, RESOURCE_TAIL, RESULTS_HEAD, TABLE_TAIL, tableHead, VOTABLE_HEAD, VOTABLE_TAIL } from '../votable/document.js';
import { escapeText } from '../votable/xml.js';
import { absoluteUrl, descriptorResource, type InputParam, type ServiceDescriptor } from './descriptor.js';

export const DATALINK_STANDARD_ID = 'ivo://ivoa.net/std/DataLink#links-1.1';
export const LINKS_PATH = '/datalink/links';

/** One link (DataLink 1.1 §3.2); exactly one of accessUrl, serviceDef and errorMessage is given. */
export interface LinkRow {
  /** as the client sent it */
  readonly id: string;
  /** full, or relative to the base URL when it begins with `/` */
  readonly accessUrl?: string;
  /** `id` of a descriptor of the same document */
  readonly serviceDef?: string;
  /** begins with one of dataLinkFault's words */
  readonly errorMessage?: string;
  readonly description?: string;
  /** `#term` of the core vocabulary, or the full URI of another concept */
  readonly semantics: string;
  readonly contentType?: string;
  /** bytes */
  readonly contentLength?: number;
  /** `#term` of the product-type vocabulary */
  readonly contentQualifier?: string;
  readonly localSemantics?: string;
  readonly linkAuth?: 'false' | 'optional' | 'true';
  readonly linkAuthorized?: boolean;
}

export interface LinksDocument {
  /** the rows of one ID stand together */
  readonly rows: readonly LinkRow[];
  readonly descriptors: readonly ServiceDescriptor[];
  /** public URL of the service root */
  readonly baseUrl: string;
  /** there were more IDs than are answered */
  readonly overflow?: boolean;
}

/** The answer of {links} as VOTable; the self-description is always part of it, so without rows it is the answer to a request without ID. */
export function linksDocument({ rows, descriptors, baseUrl, overflow = false }: LinksDocument): string {
  let text = DOCUMENT_HEAD;
  for (const row of rows) text += linkRow(row, baseUrl);
  text += overflow ? TAIL_WITH_OVERFLOW : TAIL;
  for (const descriptor of descriptors) text += descriptorResource(descriptor, baseUrl);
  return text + descriptorResource(SELF, baseUrl) + VOTABLE_TAIL;
}

/** For the results of other services: one call of {links} for each row of their table. */
export function linksDescriptor(inputs: readonly InputParam[], id = 'datalink'): ServiceDescriptor {
  return {
    id,
    name: 'datalinks',
    description: 'Links of a dataset: the file, its cutout services, and what else belongs to it',
    standardId: DATALINK_STANDARD_ID,
    accessPath: LINKS_PATH,
    contentType: DATALINK_MEDIA_TYPE,
    inputs,
  };
}

/** The order matters: pyVO takes the first column as the ID. UCDs are compared letter by letter by validators. */
const FIELDS = [
  { name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main' },
  { name: 'access_url', datatype: 'char', arraysize: '*', ucd: 'meta.ref.url' },
  { name: 'service_def', datatype: 'char', arraysize: '*', ucd: 'meta.ref' },
  { name: 'error_message', datatype: 'char', arraysize: '*', ucd: 'meta.code.error' },
  { name: 'description', datatype: 'char', arraysize: '*', ucd: 'meta.note' },
  { name: 'semantics', datatype: 'char', arraysize: '*', ucd: 'meta.code' },
  { name: 'content_type', datatype: 'char', arraysize: '*', ucd: 'meta.code.mime' },
  { name: 'content_length', datatype: 'long', unit: 'byte', ucd: 'phys.size;meta.file' },
  { name: 'content_qualifier', datatype: 'char', arraysize: '*' },
  { name: 'local_semantics', datatype: 'char', arraysize: '*', ucd: 'meta.id.assoc' },
  { name: 'link_auth', datatype: 'char', arraysize: '*', ucd: 'meta.code' },
  { name: 'link_authorized', datatype: 'boolean', ucd: 'meta.code' },
];

const SELF: ServiceDescriptor = {
  id: '',
  utype: 'adhoc:this',
  name: 'links',
  description: 'This service: the links of datasets',
  standardId: DATALINK_STANDARD_ID,
  accessPath: LINKS_PATH,
  contentType: DATALINK_MEDIA_TYPE,
  inputs: [
    {
      name: 'ID',
      datatype: 'char',
      arraysize: '*',
      ucd: 'meta.id;meta.main',
      description: 'Identifier of a dataset; repeat the parameter for several',
    },
    { name: 'RESPONSEFORMAT', datatype: 'char', arraysize: '*', ucd: 'meta.code.mime', options: ['votable'] },
  ],
};

/* This is a hot path: what never changes is made once, and rows and descriptors are joined without a tree in between. */
const DOCUMENT_HEAD =
  VOTABLE_HEAD +
  RESULTS_HEAD +
  infoElement('QUERY_STATUS', 'OK') +
  infoElement('standardID', DATALINK_STANDARD_ID) +
  tableHead('links', FIELDS);
const TAIL = TABLE_TAIL + RESOURCE_TAIL;
const TAIL_WITH_OVERFLOW =
  TABLE_TAIL +
  infoElement('QUERY_STATUS', 'OVERFLOW', 'more IDs were asked than one answer holds; ask again for the others') +
  RESOURCE_TAIL;

function linkRow(row: LinkRow, baseUrl: string): string {
  return (
    `<TR><TD>${escapeText(row.id)}</TD>` +
    cell(row.accessUrl === undefined ? undefined : absoluteUrl(row.accessUrl, baseUrl)) +
    cell(row.serviceDef) +
    cell(row.errorMessage) +
    cell(row.description) +
    cell(row.semantics) +
    cell(row.contentType) +
    (row.contentLength === undefined ? '<TD/>' : `<TD>${row.contentLength}</TD>`) +
    cell(row.contentQualifier) +
    cell(row.localSemantics) +
    cell(row.linkAuth) +
    (row.linkAuthorized === undefined ? '<TD/>' : `<TD>${row.linkAuthorized}</TD>`) +
    '</TR>\n'
  );
}

function cell(text: string | undefined): string {
  return text === undefined || text === '' ? '<TD/>' : `<TD>${escapeText(text)}</TD>`;
}
