import { expect, test } from '@jest/globals';
import * as ivoa from '../src/index.js';

test('surface', () => {
  expect(Object.keys(ivoa).sort()).toMatchInlineSnapshot(`
   [
     "CUTOUT_FORMATS",
     "DATALINK_FORMATS",
     "DATALINK_MEDIA_TYPE",
     "LINKS_PATH",
     "POLARIZATION_STATES",
     "Params",
     "SIA2_FORMATS",
     "SODA_SYNC_STANDARD_ID",
     "availabilityDocument",
     "capabilitiesDocument",
     "dataLinkError",
     "dataLinkMessage",
     "examplesDocument",
     "linksDocument",
     "negotiateFormat",
     "parseLinks",
     "parseSia2",
     "parseSoda",
     "parseSsa",
     "plainError",
     "quote",
     "serviceCapabilities",
     "sia2Chunks",
     "sia2Matches",
     "siaError",
     "sodaDescriptor",
     "sodaError",
     "sodaMessage",
     "sodaParametersMarkdown",
     "spectrumCsv",
     "spectrumVotable",
     "ssaChunks",
     "ssaError",
     "ssaMatches",
   ]
  `);
});
