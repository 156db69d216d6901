/** TAI − UTC in seconds at an MJD in UTC (IERS Bulletin C; before 1961 there is no UTC, and the first row goes on). */
export function taiMinusUtc(mjdUtc: number): number {
  return offset(rowAt(mjdUtc), mjdUtc);
}

/** UTC − TAI in seconds at an MJD in TAI. */
export function utcMinusTai(mjdTai: number): number {
  // The offset at a UTC that is off by up to 37 s picks the wrong row only within 37 s of a leap second; the second look settles it.
  let utc = mjdTai - taiMinusUtc(mjdTai) / DAY;
  utc = mjdTai - taiMinusUtc(utc) / DAY;
  return -taiMinusUtc(utc);
}

const DAY = 86400;

/** [from MJD UTC, seconds, drift per day, drift counted from MJD] */
type Row = readonly [number, number, number?, number?];

function offset([, seconds, drift = 0, origin = 0]: Row, mjd: number): number {
  return seconds + (mjd - origin) * drift;
}

function rowAt(mjd: number): Row {
  let row = TABLE.length - 1;
  while (row > 0 && mjd < TABLE[row][0]) row--;
  return TABLE[row];
}

/** The rubber seconds of 1961 to 1971, then the leap seconds; the last of them so far began 2017. */
const TABLE: readonly Row[] = [
  [37300, 1.422818, 0.001296, 37300],
  [37512, 1.372818, 0.001296, 37300],
  [37665, 1.845858, 0.0011232, 37665],
  [38334, 1.945858, 0.0011232, 37665],
  [38395, 3.24013, 0.001296, 38761],
  [38486, 3.34013, 0.001296, 38761],
  [38639, 3.44013, 0.001296, 38761],
  [38761, 3.54013, 0.001296, 38761],
  [38820, 3.64013, 0.001296, 38761],
  [38942, 3.74013, 0.001296, 38761],
  [39004, 3.84013, 0.001296, 38761],
  [39126, 4.31317, 0.002592, 39126],
  [39887, 4.21317, 0.002592, 39126],
  ...[
    41317, 41499, 41683, 42048, 42413, 42778, 43144, 43509, 43874, 44239, 44786, 45151, 45516, 46247, 47161, 47892, 48257, 48804, 49169,
    49534, 50083, 50630, 51179, 53736, 54832, 56109, 57204, 57754,
  ].map((mjd, row): Row => [mjd, 10 + row]),
];
