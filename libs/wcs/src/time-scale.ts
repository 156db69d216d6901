import { utcMinusTai, taiMinusUtc } from './leap-seconds.js';

/** Seconds to add to a time scale's own MJD to get TAI, at that MJD. */
type ToTai = (mjd: number) => number;

/** MJD of a time scale → MJD in UTC and back; an MJD within a leap second is that of the second after it. */
export interface TimeScale {
  toUtc(mjd: number): number;
  fromUtc(mjd: number): number;
  /** what was taken for what, as a sentence */
  readonly note?: string;
}

/** The time scale of TIMESYS (FITS 4.0 table 30, older names included); undefined for LOCAL and unknown ones. */
export function timeScaleOf(timesys: string): TimeScale | undefined {
  const name = timesys
    .trim()
    .toUpperCase()
    .replace(/\(.*\)$/, '');
  if (UTC.has(name)) return { toUtc: same, fromUtc: same, note: NOTES[name] };
  const toTai = TO_TAI[name];
  return toTai && through(toTai);
}

const DAY = 86400;
const same = (mjd: number): number => mjd;

/** UT and GMT are UTC since 1972; UT1 needs a table that no header carries and stays within 0.9 s of UTC. */
const UTC = new Set(['UTC', 'UT', 'GMT', 'UT1']);
const NOTES: Readonly<Record<string, string>> = { UT1: 'UT1 is taken as UTC, from which it differs by less than 0.9 s' };

const TT = 32.184;
/** 1977-01-01T00:00:00 TAI, where TT, TCG and TCB agree (IAU 1991 A4), as MJD */
const COMMON_EPOCH = 43144.0003725;
const L_G = 6.969290134e-10; // dTT/dTCG = 1 − L_G (IAU 2000 B1.9)
const L_B = 1.550519768e-8; // TDB = TCB − L_B·(JD − T0)·86400 + TDB0 (IAU 2006 B3)
const TDB0 = -6.55e-5;

/** TDB − TT in seconds, to some 30 µs (Astronomical Almanac, section B). */
function tdbMinusTt(mjd: number): number {
  const g = ((357.53 + 0.98560028 * (mjd - 51544.5)) * Math.PI) / 180;
  return 0.001658 * Math.sin(g) + 0.000014 * Math.sin(2 * g);
}

const TO_TAI: Readonly<Record<string, ToTai>> = {
  TAI: () => 0,
  IAT: () => 0,
  GPS: () => 19,
  TT: () => -TT,
  TDT: () => -TT,
  ET: () => -TT,
  TDB: (mjd) => -TT - tdbMinusTt(mjd),
  TCG: (mjd) => -TT - L_G * (mjd - COMMON_EPOCH) * DAY,
  TCB: (mjd) => {
    const toTdb = TDB0 - L_B * (mjd - COMMON_EPOCH) * DAY;
    return toTdb - TT - tdbMinusTt(mjd);
  },
};

function through(toTai: ToTai): TimeScale {
  return {
    toUtc(mjd) {
      const tai = mjd + toTai(mjd) / DAY;
      return tai + utcMinusTai(tai) / DAY;
    },
    fromUtc(mjd) {
      const tai = mjd + taiMinusUtc(mjd) / DAY;
      // The offsets change by less than 1e-8 of the argument's change: one look back suffices.
      return tai - toTai(tai - toTai(tai) / DAY) / DAY;
    },
  };
}
