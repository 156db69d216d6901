import { expect, test } from '@jest/globals';
import { readPositions } from './read-positions.js';

async function* bytes(text: string, step = 7): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += step) yield all.subarray(at, at + step);
}
const read = async (text: string, most = 1000) => {
  const { lonDeg, latDeg, radiusDeg, ids } = await readPositions('t', bytes(text), most);
  return { lon: [...lonDeg], lat: [...latDeg], radius: radiusDeg && [...radiusDeg], ids };
};

const votable = (fields: string, rows: string): string =>
  `<?xml version="1.0"?>\n<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${fields}<DATA>${rows}</DATA></TABLE>` +
  '<TABLE><FIELD name="x" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>';

test('CSV: by names, with comments, quotes, blanks and an end without a newline', async () => {
  expect(await read('# stars\nname, RA ,Dec,radius\r\n"a, ""b""",10.5,-3,0.1\n\nc,,4,0.2\n"",1e1,5,')).toEqual({
    lon: [10.5, NaN, 10],
    lat: [-3, 4, 5],
    radius: [0.1, 0.2, NaN],
    ids: undefined,
  });
  expect(await read('id,ra,dec\nivo://a/b?c,1,2')).toEqual({ lon: [1], lat: [2], radius: undefined, ids: ['ivo://a/b?c'] });
});

test('VOTable: the first table, the main columns with the UCDs before names, units', async () => {
  const fields =
    '<FIELD name="ra" datatype="double"/><FIELD name="l" ucd="pos.eq.ra" datatype="double"/><FIELD name="m" ucd="pos.eq.ra;meta.main" datatype="double"/>' +
    '<FIELD name="d" ucd="pos.eq.dec;meta.main" unit="deg" datatype="double"/><FIELD name="radius" unit="arcmin" datatype="double"/>';
  const rows =
    '<TABLEDATA><TR><TD>1</TD><TD>2</TD><TD>3</TD><TD>4</TD><TD>6</TD></TR><TR><TD/><TD/><TD> 5</TD><TD>6</TD><TD/></TR></TABLEDATA>';
  expect(await read(votable(fields, rows))).toEqual({ lon: [3, 5], lat: [4, 6], radius: [0.1, NaN], ids: undefined });
});

test('what is no table of positions is refused in words', async () => {
  const field = '<FIELD name="ra" unit="hourangle" datatype="double"/><FIELD name="dec" datatype="double"/>';
  for (const [text, message] of [
    ['x,y\n1,2', 'the table t needs columns ra and dec (or the UCDs pos.eq.ra and pos.eq.dec), got x, y'],
    ['ra,dec\n', 'the table t has no rows'],
    ['', 'the table t is empty'],
    ['ra,dec\n1,2\n3,4\n5,6', 'the table t has more rows than one job has results (2)'],
    ['<VOTABLE><RESOURCE/></VOTABLE>', 'the table t must be a VOTable with a TABLE, got none'],
    ['<VOTABLE><RESOURCE>', 'the table t is not well-formed XML'],
    [votable('', '<BINARY2/>'), 'the table t must be a VOTable with TABLEDATA, got BINARY2'],
    [votable(field, '<TABLEDATA/>'), 'column ra of the table t must be in one of deg, degree, degrees, arcmin, arcsec, rad, got hourangle'],
  ])
    await expect(read(text, 2)).rejects.toThrow(message);
});
