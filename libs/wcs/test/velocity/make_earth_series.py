"""Writes ../../src/velocity/earth-series.ts: the terms of erfa's epv00 that the velocity of the Earth is made of to some centimetres per second.

Usage: make_earth_series.py epv00.c (of https://github.com/liberfa/erfa, BSD licence; the series is VSOP2000 of X. Moisson and P. Bretagnon, fitted to JPL
DE405 by P. Wallace). Needs erfa for the comparison that it prints.
"""

import pathlib
import re
import sys

import erfa
import numpy as np

AU_PER_YEAR = 149597870700 / (365.25 * 86400)
LEAST = 0.002  # m/s
SPAN = 60  # years from 2000
source = pathlib.Path(sys.argv[1]).read_text()


def table(name):
    text = re.search(r'static const double %s\[\] = \{(.*?)\};' % name, source, re.S).group(1)
    numbers = [float(each) for each in re.findall(r'[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?', re.sub(r'/\*.*?\*/', '', text, flags=re.S))]
    return np.array(numbers).reshape(-1, 3)


def size(rows, power):
    a, c = np.abs(rows[:, 0]), np.abs(rows[:, 2])
    speed = a * c * SPAN**power + (power * a * SPAN ** (power - 1) if power else 0)
    return speed * AU_PER_YEAR


kept = {}
for body in 'es':
    for axis in 'xyz':
        for power in (0, 1, 2):
            rows = table(f'{body}{power}{axis}')
            kept[body, axis, power] = rows[size(rows, power) >= LEAST]


def velocity(t, bodies):
    out = np.zeros(3)
    for i, axis in enumerate('xyz'):
        for body in bodies:
            for power in (0, 1, 2):
                for a, b, c in kept[body, axis, power]:
                    p = b + c * t
                    out[i] += t**power * -a * c * np.sin(p) + (power * t ** (power - 1) * a * np.cos(p) if power else 0)
    x, y, z = out
    return np.array([
        x + 0.000000211284 * y - 0.000000091603 * z,
        -0.000000230286 * x + 0.917482137087 * y - 0.397776982902 * z,
        0.397776982902 * y + 0.917482137087 * z,
    ]) / 365.25


worst = {'es': 0, 'e': 0}
for jd in np.linspace(2451545 - SPAN * 365.25, 2451545 + SPAN * 365.25, 300):
    helio, bary = erfa.epv00(jd, 0.0)
    for bodies, true in (('es', bary['v']), ('e', helio['v'])):
        found = velocity((jd - 2451545) / 365.25, bodies)
        worst[bodies] = max(worst[bodies], np.linalg.norm(found - np.array(list(true))) * 149597870700 / 86400)
count = sum(len(rows) for rows in kept.values())
print('terms', count, 'm/s', worst)


def spelled(rows):
    return '[' + ', '.join(np.format_float_scientific(v, precision=9, trim='-', unique=True).replace('e+00', '').replace('e-0', 'e-').replace('e+0', 'e')
                           for row in rows for v in row) + ']'


def series(body):
    return '[\n' + ''.join('  [\n' + ''.join(f'    {spelled(kept[body, axis, power])},\n' for power in (0, 1, 2)) + '  ],\n' for axis in 'xyz') + ']'


(pathlib.Path(__file__).parent / '../../src/velocity/earth-series.ts').write_text(f"""/**
 * Terms a cos(b + ct) of positions in astronomical units, t in Julian years from 2000 (TDB), in the ecliptic of DE405: of x, y, z; of each those of t⁰, t¹, t²; of
 * each a, b, c one after another. Made by test/velocity/make_earth_series.py from epv00 of ERFA (copyright NumFOCUS Foundation, BSD licence; derived,
 * with permission, from SOFA of the International Astronomical Union): {count} of its terms, which give velocities to {max(worst.values()) * 100:.0f} cm/s from {2000 - SPAN} to {2000 + SPAN}.
 */
export type Series = readonly (readonly (readonly number[])[])[];

/** From the Sun to the Earth. */
export const EARTH: Series = {series('e')};

/** From the barycentre of the solar system to the Sun. */
export const SUN: Series = {series('s')};
""")
