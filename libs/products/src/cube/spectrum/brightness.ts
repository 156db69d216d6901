/** What a pixel value is per, and the unit of what is left when that is integrated over the sky. */
export interface Brightness {
  readonly per: 'beam' | 'pixel' | 'steradian' | 'temperature';
  /** of Σ w I Ω_p/Ω_b, Σ w I, Σ w I Ω_p */
  readonly flux: string;
}

/** Reads BUNIT: `Jy/beam`, `JY/BEAM`, `mJy beam-1`, `Jy/pixel`, `MJy/sr`, `K`; undefined for what is none of these. */
export function brightnessOf(bunit: string): Brightness | undefined {
  const text = bunit.trim().replace(/\s+\([^)]*\)$/, '');
  if (/^([mu]?K|kelvin)$/i.test(text)) return { per: 'temperature', flux: `${/^[mu]/.exec(text)?.[0] ?? ''}K sr` };
  for (const [per, name] of PER) {
    const match = new RegExp(`^(.*?)(?:\\s*/\\s*${name}|[ .*]\\s*${name}(?:\\*\\*|\\^)?\\(?-1\\)?)$`, 'i').exec(text);
    if (match && match[1].trim() !== '' && !match[1].includes('/')) return { per, flux: spelled(match[1].trim()) };
  }
  return undefined;
}

const PER: readonly (readonly [Brightness['per'], string])[] = [
  ['beam', 'beams?'],
  ['pixel', '(?:pixel|pix)'],
  ['steradian', 'sr'],
];

/** Old writers shout. */
function spelled(unit: string): string {
  const jansky = /^([muM]?)jy$/i.exec(unit);
  return jansky ? `${jansky[1] === 'M' ? 'M' : jansky[1].toLowerCase()}Jy` : unit;
}
