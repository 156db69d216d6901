/** A unit of a header as FITS writes products of units: 'Jy/beam' → 'Jy beam-1' (Standard §4.3); one that is not understood in brackets. */
export function productUnit(unit: string): string {
  // A power of ten may stand before a unit.
  const factor = /^(?:10(?:\*\*|\^)?\(?([+-]?\d+)\)?|1(?:\.0*)?E([+-]?\d+))(?=\s)/i.exec(unit.trim());
  const terms = factor ? [`10**${Number(factor[1] ?? factor[2])}`] : [];
  let rest = unit.trim().slice(factor?.[0].length ?? 0);
  let divide = false;
  while (rest !== '') {
    const match = /^(?:\s*([*./])\s*|\s+)?([A-Za-z%]+)(?:\*\*|\^)?\(?([+-]?\d+)?\)?/.exec(rest);
    if (!match) return `(${unit.trim()})`;
    divide = match[1] === '/';
    const power = Number(match[3] ?? 1) * (divide ? -1 : 1);
    terms.push(`${NAMES[match[2].toUpperCase()] ?? match[2]}${power === 1 ? '' : power}`);
    rest = rest.slice(match[0].length);
  }
  return terms.join(' ');
}

/** As old writers spell them. */
const NAMES: Readonly<Record<string, string>> = {
  JY: 'Jy',
  BEAM: 'beam',
  PIXEL: 'pixel',
  KELVIN: 'K',
  K: 'K',
  KM: 'km',
  HZ: 'Hz',
  KHZ: 'kHz',
  GHZ: 'GHz',
  ANG: 'Angstrom',
  ANGSTROMS: 'Angstrom',
};

/** The unit of a product of two; '' when the first is not known. */
export function unitTimes(unit: string, other: string): string {
  if (unit === '') return '';
  return other === '' ? productUnit(unit) : `${productUnit(unit)} ${productUnit(other)}`;
}

/** 'km/s' to the power 2 → 'km2 s-2' */
export function unitPower(unit: string, power: number): string {
  if (unit === '') return '';
  return productUnit(unit)
    .split(' ')
    .map((term) => {
      const [, name, own] = /^(.*?)([+-]?\d+)?$/.exec(term)!;
      return `${name}${Number(own ?? 1) * power}`;
    })
    .join(' ');
}
