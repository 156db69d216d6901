import type { Header } from '#fits';
import type { Medium } from './spectra.js';

export interface Told {
  readonly medium?: Medium;
  /** the header does not say so itself: why it is taken so */
  readonly note?: string;
}

/**
 * Whether wavelengths are in air or in vacuum: as the texts about the axis say (its name, UCD, unit, comment), else the cards for it, else
 * the habit of the instrument; undefined when nothing tells.
 * @param headers the axis' own, then the primary one
 */
export function mediumOf(headers: readonly Header[], texts: readonly (string | undefined)[]): Told {
  const said =
    texts
      .filter((text) => text !== undefined)
      .map((text) => inWords(text))
      .find(Boolean) ?? inCards(headers);
  if (said) return { medium: said };
  for (const header of headers) {
    const who = ['ORIGIN', 'TELESCOP', 'INSTRUME'].map((keyword) => header.string(keyword) ?? '').join(' ');
    const habit = HABITS.find(([pattern]) => pattern.test(who));
    if (habit) return { medium: habit[1], note: `the header does not say air or vacuum; taken as ${habit[1]}, as ${habit[2]} has it` };
  }
  return {};
}

function inWords(text: string): Medium | undefined {
  // UCD: `em.wl;obs.atmos` is the wavelength in air (ESO science data products standard).
  if (/\bobs\.atmos\b|(^|[^a-z])air([^a-z]|$)/i.test(text)) return 'air';
  return /(^|[^a-z])vac(uum)?([^a-z]|$)/i.test(text) ? 'vacuum' : undefined;
}

const CARDS = ['AIRORVAC', 'VACUUM', 'WAVETYPE', 'WAVEMED', 'SPECMED', 'AIRVAC', 'VACAIR'];

function inCards(headers: readonly Header[]): Medium | undefined {
  for (const header of headers) {
    for (const keyword of CARDS) {
      const value = header.value(keyword);
      if (keyword === 'VACUUM' && (typeof value === 'boolean' || typeof value === 'number')) return value ? 'vacuum' : 'air';
      const said = typeof value === 'string' ? inWords(value) : undefined;
      if (said) return said;
    }
    // ESO: wavelengths of science data products are in vacuum unless the UCD says otherwise.
    if (header.string('ORIGIN')?.startsWith('ESO') && header.has('PRODCATG')) return 'vacuum';
  }
  return undefined;
}

/** What comes from there is so; as the documentation of these surveys and pipelines says. */
const HABITS: readonly (readonly [RegExp, Medium, string])[] = [
  [/\bSDSS\b|\bBOSS\b/i, 'vacuum', 'SDSS'],
  [/\bLAMOST\b/i, 'vacuum', 'LAMOST'],
  [/\bDESI\b/i, 'vacuum', 'DESI'],
  [/\bHST\b|\bST-DADS\b|\bSTIS\b/i, 'vacuum', 'HST'],
  [/\bAAOMEGA|\b2dF\b/i, 'air', '2dfdr, the pipeline of AAOmega,'],
];
