import { ucdOf } from './names.js';
import type { Arm, Datatype, Grid, Quantity, SpectralQuantity } from './spectra.js';

export interface SpectrumColumn {
  readonly name: string;
  readonly datatype: Datatype;
  /** FITS unit, as the file has it */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
}

/** The columns of the spectra of an arm: the coordinate, then the quantities. */
export function columnsOf(arm: Arm): SpectrumColumn[] {
  const grid = arm.grid(0);
  const [name, , band] = grid.quantity ? COORDINATES[grid.quantity] : ['sample', '', 'em.wl'];
  const names = new Set<string>();
  const unique = (wanted: string): string => {
    let result = wanted;
    for (let k = 2; names.has(result.toUpperCase()); k++) result = `${wanted}_${k}`;
    names.add(result.toUpperCase());
    return result;
  };
  const main = mainOf(arm.quantities);
  return [
    coordinate(grid, unique(name)),
    ...arm.quantities.map((quantity) => column(quantity, unique(bare(quantity.name, arm.name)), main, band)),
  ];
}

const COORDINATES: Readonly<Record<SpectralQuantity, readonly [name: string, ucd: string, flux: string]>> = {
  WAVE: ['wavelength', 'em.wl', 'em.wl'],
  AWAV: ['wavelength', 'em.wl', 'em.wl'],
  FREQ: ['frequency', 'em.freq', 'em.freq'],
  AFRQ: ['angular_frequency', 'em.freq', 'em.freq'],
  ENER: ['energy', 'em.energy', 'em.energy'],
  WAVN: ['wavenumber', 'em.wavenumber', 'em.wavenumber'],
  VRAD: ['velocity', 'spect.dopplerVeloc.radio', 'em.freq'],
  VOPT: ['velocity', 'spect.dopplerVeloc.opt', 'em.wl'],
  VELO: ['velocity', 'spect.dopplerVeloc', 'em.freq'],
  BETA: ['velocity', 'spect.dopplerVeloc', 'em.freq'],
  ZOPT: ['redshift', 'src.redshift', 'em.wl'],
};

const UTYPES = {
  flux: 'spec:Spectrum.Data.FluxAxis.Value',
  error: 'spec:Spectrum.Data.FluxAxis.Accuracy.StatError',
  mask: 'spec:Spectrum.Data.FluxAxis.Accuracy.QualityStatus',
};

/** B_FLUX of the arm B is its FLUX. */
const bare = (name: string, arm: string): string =>
  arm !== '' && name.toUpperCase().startsWith(`${arm.toUpperCase()}_`) ? name.slice(arm.length + 1) : name;

function coordinate(grid: Grid, name: string): SpectrumColumn {
  if (!grid.quantity)
    return { name, datatype: grid.datatype, ucd: 'meta.number', description: 'number of the sample; the file tells no wavelengths' };
  const [, ucd] = COORDINATES[grid.quantity];
  const isWave = ucd === 'em.wl';
  return {
    name,
    datatype: grid.datatype,
    unit: grid.unit || undefined,
    ucd: isWave && grid.medium === 'air' ? 'em.wl;obs.atmos' : ucd,
    utype: 'spec:Spectrum.Data.SpectralAxis.Value',
    description: isWave ? `wavelength in ${grid.medium ?? 'vacuum (the file does not say air or vacuum)'}, as in the file` : undefined,
  };
}

/** The first of each role that a data model has one place for; what the file itself calls the flux comes first. */
function mainOf(quantities: readonly Quantity[]): ReadonlyMap<Quantity, keyof typeof UTYPES> {
  const main = new Map<Quantity, keyof typeof UTYPES>();
  for (const role of ['flux', 'error', 'mask'] as const) {
    const fit = quantities.filter((quantity) => quantity.role === role);
    const told =
      fit.find(({ utype, ucd }) => /^(spec|ssa|sdm):.*(FluxAxis)/i.test(utype ?? '') || /meta\.main/.test(ucd ?? '')) ??
      fit.find(({ name }) => /^(FLUX|ABNET)/i.test(name));
    const best = told ?? fit[0];
    if (best) main.set(best, role);
  }
  return main;
}

function column(quantity: Quantity, name: string, main: ReadonlyMap<Quantity, keyof typeof UTYPES>, band: string): SpectrumColumn {
  const { datatype, unit, role } = quantity;
  const part = main.get(quantity);
  return { name, datatype, unit, ucd: quantity.ucd ?? ucdOf(role, fluxUcd(unit, band)), ...(part ? { utype: UTYPES[part] } : {}) };
}

function fluxUcd(unit: string | undefined, band: string): string {
  if (/^[kmu]?K$/.test(unit?.trim() ?? '')) return 'phot.antennaTemp';
  return /^(counts?|ct|adu|electrons?|photons?|du)\b/i.test(unit?.trim() ?? '') ? 'phot.count' : `phot.flux.density;${band}`;
}
