const ISO = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,9})?))?)?)?Z?)?)?$/;
const DAY_MS = 86_400_000;
const MJD_OF_1970 = 40587;

/**
 * First and last moment of a date as exact as it is written (`2004`, `2004-05`, `2004-05-03T12`, …; ISO 8601, UTC), as MJD; undefined when it is no
 * date. Seconds are moments.
 */
export function isoPeriod(text: string): readonly [number, number] | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1, 6).map((part) => (part === undefined ? undefined : Number(part)));
  const seconds = match[6] === undefined ? undefined : Number(match[6]);
  const start = instant(year!, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0) + (seconds ?? 0) * 1000;
  // a 30th of February would come out as another month
  const isReal = new Date(instant(year!, (month ?? 1) - 1, day ?? 1, 0, 0)).getUTCMonth() === (month ?? 1) - 1;
  if (!isReal || (month ?? 1) < 1 || (day ?? 1) < 1 || (hour ?? 0) > 24 || (minute ?? 0) > 59 || (seconds ?? 0) >= 61) return undefined;
  const end =
    month === undefined
      ? instant(year! + 1, 0, 1, 0, 0)
      : day === undefined
        ? instant(year!, month, 1, 0, 0)
        : start + (hour === undefined ? DAY_MS : minute === undefined ? 3_600_000 : seconds === undefined ? 60_000 : 0);
  return [toMjd(start), toMjd(end)];
}

function instant(year: number, month: number, day: number, hour: number, minute: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day); // Date.UTC takes the year 99 for 1999
  date.setUTCHours(hour, minute);
  return date.getTime();
}

function toMjd(milliseconds: number): number {
  return milliseconds / DAY_MS + MJD_OF_1970;
}
