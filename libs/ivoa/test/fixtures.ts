import {
  availabilityDocument,
  capabilitiesDocument,
  examplesDocument,
  type DatasetDomain,
  type LinkRow,
  linksDocument,
  type ObsCoreRow,
  serviceCapabilities,
  dataLinkError,
  siaError,
  sodaDescriptor,
  SODA_SYNC_STANDARD_ID,
} from '../src/index.js';
import { UsageError } from '#faults';
import { sia2Document } from '../src/sia2/document.js';

export const BASE_URL = 'https://obs.example/vo';
export const CUBE = 'ivo://obs.example/data?hi/c7.fits';
export const STRANGE = 'ivo://obs.example/data?a%20b&c<d>"e".fits';

export const CUBE_DOMAIN: DatasetDomain = {
  circle: { lonDeg: 12, latDeg: 34, radiusDeg: 0.51 },
  polygonDeg: [11.6, 33.6, 12.4, 33.6, 12.4, 34.4, 11.6, 34.4],
  bandMetres: [0.2105, 0.2112],
  timeMjd: [59000.1, 59000.6],
  polStates: ['I', 'V'],
  channels: 64,
};

export const CUBE_ROW: ObsCoreRow = {
  dataproduct_type: 'cube',
  calib_level: 2,
  obs_collection: 'hi',
  obs_id: 'c7',
  obs_publisher_did: CUBE,
  access_url: `/datalink/links?ID=${encodeURIComponent(CUBE)}`,
  access_format: 'application/x-votable+xml;content=datalink',
  access_estsize: 4,
  target_name: 'NGC 6946 & friends',
  s_ra: 12,
  s_dec: 34,
  s_fov: 1.02,
  s_region: [11.6, 33.6, 12.4, 33.6, 12.4, 34.4, 11.6, 34.4],
  s_resolution: 6.5,
  s_xel1: 512,
  s_xel2: 512,
  t_min: 59000.1,
  t_max: 59000.6,
  t_exptime: 3600,
  t_resolution: null,
  t_xel: 1,
  em_min: 0.2105,
  em_max: 0.2112,
  em_res_power: 1e5,
  em_xel: 64,
  o_ucd: 'phot.flux.density',
  pol_states: '/I/V/',
  pol_xel: 2,
  facility_name: 'WSRT',
  instrument_name: null,
  obs_title: 'HI cube',
  obs_release_date: '2021-06-01',
  data_rights: 'public',
  s_pixel_scale: 2,
  em_ucd: 'em.freq',
  o_unit: 'Jy/beam',
};

export const BARE_ROW: ObsCoreRow = {
  ...(Object.fromEntries(Object.keys(CUBE_ROW).map((name) => [name, null])) as unknown as ObsCoreRow),
  calib_level: 1,
  obs_collection: 'misc',
  obs_id: 'x',
  obs_publisher_did: STRANGE,
  pol_xel: 0,
};

const LINKS: LinkRow[] = [
  {
    id: CUBE,
    accessUrl: `/files?ID=${encodeURIComponent(CUBE)}`,
    description: 'The whole file',
    semantics: '#this',
    contentType: 'application/fits',
    contentLength: 73400320,
    contentQualifier: '#cube',
    localSemantics: 'file',
    linkAuth: 'false',
    linkAuthorized: true,
  },
  {
    id: CUBE,
    serviceDef: 'soda-1',
    description: 'Cutout',
    semantics: '#cutout',
    contentType: 'application/fits',
    linkAuth: 'false',
    linkAuthorized: true,
  },
  { id: STRANGE, errorMessage: `NotFoundFault: no dataset has the ID "${STRANGE}"`, semantics: '#this' },
  { id: 'nul\u0000 \ud800 tab\t cr\r end', errorMessage: 'NotFoundFault', semantics: '#this' },
];

/** Every kind of document, by the name of its golden file. */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  'links.xml': linksDocument({
    rows: LINKS,
    descriptors: [sodaDescriptor(CUBE, CUBE_DOMAIN, { descriptorId: 'soda-1' })],
    baseUrl: `${BASE_URL}/`,
  }),
  'links-two.xml': linksDocument({
    rows: [1, 2].map((n) => ({
      id: `${CUBE}${n}`,
      serviceDef: `soda-${n}`,
      semantics: '#cutout',
      contentType: 'application/fits',
      description: 'Cutout',
    })),
    descriptors: [
      sodaDescriptor(`${CUBE}1`, CUBE_DOMAIN, { descriptorId: 'soda-1' }),
      sodaDescriptor(`${CUBE}2`, { bandMetres: [4e-7, 7e-7], hdus: ['SCI', '2'] }, { descriptorId: 'soda-2', mode: 'async' }),
    ],
    baseUrl: BASE_URL,
    overflow: true,
  }),
  'links-none.xml': linksDocument({ rows: [], descriptors: [], baseUrl: BASE_URL }),
  'links-error.xml': dataLinkError(new UsageError('RESPONSEFORMAT needs one of votable, got "csv & <b>"')).body,
  'sia2.xml': sia2Document({
    rows: [CUBE_ROW, BARE_ROW],
    overflow: false,
    baseUrl: BASE_URL,
    options: { collections: ['hi', 'misc'], dptypes: ['cube'], calibs: [1, 2] },
  }),
  'sia2-overflow.xml': sia2Document({ rows: [{ ...CUBE_ROW, bib_reference: '2020A&A...123' }], overflow: true, baseUrl: BASE_URL }),
  'sia2-none.xml': sia2Document({ rows: [], overflow: false, baseUrl: BASE_URL }),
  'sia2-error.xml': siaError(new UsageError('BAND needs one or two numbers')).body,
  'soda-capabilities.xml': capabilitiesDocument(
    serviceCapabilities('soda', { testQuery: `ID=${encodeURIComponent(CUBE)}&CIRCLE=12%2034%200.01` }),
    BASE_URL,
  ),
  'soda-async-capabilities.xml': capabilitiesDocument(serviceCapabilities('soda', { async: true }), BASE_URL),
  'datalink-capabilities.xml': capabilitiesDocument(serviceCapabilities('datalink'), BASE_URL),
  'sia-capabilities.xml': capabilitiesDocument(serviceCapabilities('sia', { testQuery: 'POS=CIRCLE%2012%2034%200.1&MAXREC=1' }), BASE_URL),
  'availability.xml': availabilityDocument({
    available: true,
    upSince: new Date('2026-01-30T06:00:00Z'),
    notes: ['Sodalite 0.1.0', 'scan: 10 of 20 files < "half"'],
  }),
  'down.xml': availabilityDocument({
    available: false,
    downAt: new Date('2026-01-30T06:00:00Z'),
    backAt: new Date('2026-01-31T06:00:00Z'),
  }),
  'examples.xml': examplesDocument('SODA examples', [
    {
      id: 'circle',
      name: 'Small circle from a cube',
      description: 'The part of a cube around a position.',
      capability: SODA_SYNC_STANDARD_ID,
      parameters: [
        ['ID', CUBE],
        ['CIRCLE', '12 34 0.01'],
      ],
    },
  ]),
};
