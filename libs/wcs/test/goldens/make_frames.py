#!/usr/bin/python3
"""Golden frame conversions to ICRS, made with astropy.coordinates: frames.json. /usr/bin/python3 make_frames.py"""
import json

import numpy as np
from astropy import units as u
from astropy.coordinates import FK4, FK5, ICRS, BarycentricMeanEcliptic, FK4NoETerms, Galactic, SkyCoord, Supergalactic
from astropy.time import Time


def julian(year):
    return Time(year, format='jyear', scale='tt')


def besselian(year):
    return Time(year, format='byear', scale='tt')


RA = {'CTYPE1': 'RA---CAR', 'CTYPE2': 'DEC--CAR'}
FRAMES = [
    ('no cards', RA, ICRS()),
    ('RADESYS ICRS with EQUINOX', {**RA, 'RADESYS': 'ICRS', 'EQUINOX': 2000.0}, ICRS()),
    ('EQUINOX 0.0 is none', {**RA, 'EQUINOX': 0.0}, ICRS()),
    ('EQUINOX 2000', {**RA, 'EQUINOX': 2000.0}, FK5(equinox=julian(2000))),
    ("EQUINOX 'J2000'", {**RA, 'EQUINOX': 'J2000'}, FK5(equinox=julian(2000))),
    ("EQUINOX '2000.0'", {**RA, 'EQUINOX': '2000.0'}, FK5(equinox=julian(2000))),
    ('EPOCH 2000', {**RA, 'EPOCH': 2000.0}, FK5(equinox=julian(2000))),
    ('EQUINOX beats EPOCH', {**RA, 'EPOCH': 1976.2, 'EQUINOX': 2000.0}, FK5(equinox=julian(2000))),
    ('RADESYS FK5', {**RA, 'RADESYS': 'FK5'}, FK5(equinox=julian(2000))),
    ('RADECSYS FK5 of 1975', {**RA, 'RADECSYS': 'FK5', 'EQUINOX': 1975.0}, FK5(equinox=julian(1975))),
    ('FK5 of 2023.5', {**RA, 'RADESYS': 'FK5', 'EQUINOX': 2023.5}, FK5(equinox=julian(2023.5))),
    ('EPOCH 1950', {**RA, 'EPOCH': 1950.0}, FK4(equinox=besselian(1950))),
    ('FK4', {**RA, 'RADESYS': 'FK4'}, FK4(equinox=besselian(1950))),
    ('FK4 of 1979.9', {**RA, 'EQUINOX': 1979.9}, FK4(equinox=besselian(1979.9))),
    ('FK4 of 1950 seen in 1983', {**RA, 'EQUINOX': 1950.0, 'MJD-OBS': 45500.25}, FK4(equinox=besselian(1950), obstime=Time(45500.25, format='mjd'))),
    ('FK4 seen on 11/08/86', {**RA, 'EQUINOX': 1950.0, 'DATE-OBS': '11/08/86'}, FK4(equinox=besselian(1950), obstime=Time('1986-08-11'))),
    ('FK4 seen by ISO date', {**RA, 'EQUINOX': 1950.0, 'DATE-OBS': '1999-03-04T05:06:07.5'}, FK4(equinox=besselian(1950), obstime=Time('1999-03-04T05:06:07.5'))),
    ('FK4-NO-E', {**RA, 'RADESYS': 'FK4-NO-E', 'EQUINOX': 1950.0}, FK4NoETerms(equinox=besselian(1950))),
    ('FK4-NO-E of 1900 seen in 1983', {**RA, 'RADESYS': 'FK4-NO-E', 'EQUINOX': 1900.0, 'MJD-OBS': 45500.25}, FK4NoETerms(equinox=besselian(1900), obstime=Time(45500.25, format='mjd'))),
    ('galactic', {'CTYPE1': 'GLON-CAR', 'CTYPE2': 'GLAT-CAR', 'EQUINOX': 1950.0}, Galactic()),
    ('supergalactic', {'CTYPE1': 'SLON-CAR', 'CTYPE2': 'SLAT-CAR'}, Supergalactic()),
    ('ecliptic', {'CTYPE1': 'ELON-CAR', 'CTYPE2': 'ELAT-CAR'}, BarycentricMeanEcliptic(equinox=julian(2000))),
    ('ecliptic of 1983.5', {'CTYPE1': 'ELON-CAR', 'CTYPE2': 'ELAT-CAR', 'EQUINOX': 1983.5}, BarycentricMeanEcliptic(equinox=julian(1983.5))),
]  # fmt: skip

lon = np.concatenate([np.arange(1.5, 360, 24.7), [0.0, 180.0, 77.0, 311.0]])
lat = np.concatenate([np.linspace(-88.3, 89.1, len(lon) - 4), [0.0, 0.0, 90.0, -90.0]])
found = []
for name, cards, frame in FRAMES:
    icrs = SkyCoord(lon * u.deg, lat * u.deg, frame=frame).icrs
    found.append({'name': name, 'cards': cards, 'frame': frame.name, 'icrs': np.c_[icrs.ra.deg, icrs.dec.deg].ravel().tolist()})
with open('frames.json', 'w') as file:
    points = json.dumps(np.c_[lon, lat].ravel().tolist())
    file.write('{"points": %s,\n"frames": [\n%s\n]}\n' % (points, ',\n'.join(json.dumps(entry) for entry in found)))
print(len(found), 'frames', len(lon), 'points each')
