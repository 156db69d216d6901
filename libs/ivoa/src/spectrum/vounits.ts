/**
 * A unit of a FITS file in the syntax of VOUnits 1.0 (`10**-17 erg.cm**-2.s**-1.Angstrom**-1`): products with dots, powers with `**`,
 * no division. undefined for what holds a name that VOUnits does not know.
 */
export function voUnit(fits: string): string | undefined {
  const text = fits.trim().replace(/\s*\bper\b\s*/gi, '/');
  const factor = /^(10\s*(?:\*\*|\^)\s*\(?([+-]?\d+)\)?|1(?:\.0*)?[eE]([+-]?\d+))\s*[*.]?\s*/.exec(text);
  const terms = product(tokensOf(text.slice(factor?.[0].length ?? 0)));
  if (terms === undefined) return undefined;
  const power = factor ? Number(factor[2] ?? factor[3]) : 0;
  const units = terms.map(([name, exponent]) => (exponent === 1 ? name : `${name}**${exponent}`)).join('.');
  if (units === '') return undefined;
  return power === 0 ? units : `10**${power} ${units}`;
}

type Term = readonly [name: string, exponent: number];

const TOKEN = /\s*(?:([A-Za-zµμÅ%]+)|(?:\*\*|\^)?(?:\(([+-]?\d+)\)|([+-]?\d+))|([*./()]))/y;

/** Names, powers, operators and brackets; undefined for anything else. */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const power = match[2] ?? match[3];
    tokens.push(match[1] ?? (power === undefined ? match[4] : `^${power}`));
  }
  return tokens;
}

/** FITS 4.0 §4.3.1: a slash divides by what follows it, one unit or one bracket. */
function product(tokens: string[] | undefined): Term[] | undefined {
  if (!tokens) return undefined;
  const terms: [string, number][] = [];
  const signs = [1];
  let sign = 1;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === '/') sign = -1;
    else if (token === '(') [sign] = [1, signs.push(signs[signs.length - 1] * sign)];
    else if (token === ')') {
      if (signs.length === 1) return undefined;
      signs.pop();
    } else if (token === '1' || token === '^1') continue;
    else if (/^[*.]$/.test(token)) sign = 1;
    else if (token.startsWith('^')) return undefined;
    else {
      const name = unitNamed(token);
      const next = tokens[i + 1];
      const power = next?.startsWith('^') ? Number(next.slice(1)) : 1;
      if (power !== 1 || next?.startsWith('^')) i++;
      if (name === undefined || !Number.isInteger(power) || power === 0) return undefined;
      terms.push([name, power * sign * signs[signs.length - 1]]);
      sign = 1;
    }
  }
  return signs.length === 1 ? terms : undefined;
}

/** What files write for units that VOUnits spells otherwise; in lower case. */
const SPELLINGS: Readonly<Record<string, string>> = {
  a: 'Angstrom', aa: 'Angstrom', ang: 'Angstrom', angs: 'Angstrom', angstrom: 'Angstrom', angstroms: 'Angstrom', å: 'Angstrom', ergs: 'erg', erg: 'erg', sec: 's', secs: 's',
  s: 's', second: 's', seconds: 's', micron: 'um', microns: 'um', jansky: 'Jy', jy: 'Jy', hz: 'Hz', khz: 'kHz', mhz: 'MHz', ghz: 'GHz', kev: 'keV', ev: 'eV',
  counts: 'count', count: 'count', ct: 'ct', cts: 'ct', adu: 'adu', electrons: 'electron', electron: 'electron', photons: 'photon', ph: 'ph', k: 'K', km: 'km', cm: 'cm',
  nm: 'nm', pix: 'pixel', pixels: 'pixel', pixel: 'pixel', arcsec: 'arcsec', sr: 'sr', w: 'W', beam: 'beam', hertz: 'Hz',
}; // prettier-ignore

const KNOWN =
  /^(?:[fpnumcdhkMGTPE]|da)?(?:m|s|g|Hz|J|W|Jy|eV|K|Pa|V|N|rad|sr|arcsec|erg|count|ct|photon|ph|Ry|Angstrom)$|^(?:deg|arcmin|min|h|d|a|adu|electron|pixel|pix|beam|mag|bin|solLum|AU|pc|Angstrom)$/;

function unitNamed(name: string): string | undefined {
  // FITS keeps A for the ampere, but a flux density is per ångström.
  if (name !== 'A' && KNOWN.test(name)) return name;
  // Milli or mega is all that case tells here.
  return SPELLINGS[name.toLowerCase()] ?? (/^[mM]jy$/i.test(name) ? `${name[0]}Jy` : undefined);
}
