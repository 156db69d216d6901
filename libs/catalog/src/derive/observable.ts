import type { Spectra } from '#products';
import type { Headers } from './headers.js';

export interface Observable {
  readonly o_ucd: string | null;
  readonly o_unit: string | null;
}

export function observableOf(headers: Headers): Observable {
  const bunit = headers.text('BUNIT');
  return { o_ucd: ucdOfUnit(bunit), o_unit: bunit ?? null };
}

/** Of a spectrum: what its flux column says, else its unit, else BUNIT. */
export function fluxOf({ arms }: Spectra, headers: Headers): Observable {
  const flux = arms.flatMap(({ quantities }) => quantities).find(({ role }) => role === 'flux');
  const written = observableOf(headers);
  const unit = /^(unknown|none|)$/i.test(flux?.unit?.trim() ?? '') ? undefined : flux?.unit?.trim();
  return { o_ucd: flux?.ucd ?? (unit === undefined ? written.o_ucd : ucdOfUnit(unit)), o_unit: unit ?? written.o_unit };
}

/**
 * UCDs (UCD1+) of what a BUNIT measures. The first pattern that fits counts; units are compared in lower case without blanks and powers' marks,
 * because the writers of BUNIT agree on none of them.
 */
const OBSERVABLES: readonly (readonly [pattern: RegExp, ucd: string])[] = [
  [/^k?m(\/s|\.?s-1)$/, 'spect.dopplerVeloc'],
  // a moment map: brightness summed over the line
  [/^((m|µ|u|k)?jy\/(beam|b)|m?k)[.*]?(k?m(\/s|\.?s-1)|hz)$/, 'phot.flux;phys.angArea'],
  [/^(m|µ|u|k)?jy[/.]?(beam|b$|sr|pix|arcsec)/, 'phot.flux.density.sb'],
  [/(?=.*(erg|^w))(?=.*(\/sr|sr-1|arcsec|spaxel|pix))/, 'phot.flux.density.sb'],
  [/^(m|µ|u|n)?jy$/, 'phot.flux.density'],
  [/(?=.*(erg|^w|jy))(?=.*hz)/, 'phot.flux.density;em.freq'],
  [/(?=.*(erg|^w))(?=.*(ang|\/a$|a-1|um|nm|micron))/, 'phot.flux.density;em.wl'],
  [/(?=.*(erg|^w))(?=.*m-?2)/, 'phot.flux'],
  [/^(m|µ|u)?k(\(t.*)?$/, 'phys.temperature'],
  [/count|^adu|^dn|electron|^e-?(\/s)?$|photon|^ct/, 'phot.count'],
  [/^mag/, 'phot.mag'],
];

/** ObsCore o_ucd for a BUNIT, null for one that says nothing. */
export function ucdOfUnit(bunit: string | undefined): string | null {
  const unit = (bunit ?? '').toLowerCase().replace(/\s|\*\*|\^/g, '');
  return OBSERVABLES.find(([pattern]) => pattern.test(unit))?.[1] ?? null;
}
