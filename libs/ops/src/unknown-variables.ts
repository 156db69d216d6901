import { VARIABLES } from './variables.js';

const KNOWN: readonly string[] = [...Object.values(VARIABLES).map(({ variable }) => variable), 'SODALITE_CONFIG'];

/** Of tests and measurements, which start services with what they have themselves. */
const OF_TESTS = /^SODALITE_(REAL_DATA|E2E|MEASURE|BENCH_\w+)$/;

/** What Kubernetes sets for services whose names begin with ours. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT)(_|$)|_PORT(_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)?$/;

/**
 * A sentence for each variable that is named as if it were ours and that nobody reads.
 * @param others that are read beside those of the table: of the stores
 */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>, others: ReadonlySet<string>): string[] {
  const isOurs = (name: string): boolean => name.startsWith('SODALITE_') && !SERVICE_LINK.test(name) && !OF_TESTS.test(name);
  return Object.keys(env)
    .filter((name) => isOurs(name) && !KNOWN.includes(name) && !others.has(name))
    .toSorted()
    .map((name) => `there is no variable ${name}, and it changes nothing; the nearest is ${nearest(name)}`);
}

function nearest(name: string): string {
  return KNOWN.map((known) => ({ known, distance: distance(name, known) })).reduce((a, b) => (b.distance < a.distance ? b : a)).known;
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(from[i - 1] !== to[j - 1])));
    row = next;
  }
  return row[to.length];
}
