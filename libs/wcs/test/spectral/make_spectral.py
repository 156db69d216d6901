#!/usr/bin/python3
"""Writes the golden coordinates of spectral axes (goldens/spectral.json) and time axes (goldens/time.json).

astropy 5.2.1 with wcslib 7.12 is the reference; run it again only when cases are added. Each case holds the cards of a one-axis
header, the coordinates that WCS(header, fix=True).wcs_pix2world gives in SI at the pixels below, and for linear axes the vacuum
wavelengths that astropy.units gives for those coordinates.

wcslib 7.12 has the Planck constant of 1986 and a rounded electron volt. Energies are therefore handed to it scaled such that its
frequencies are those of the SI of 2019, and scaled back: that tests every formula and leaves our constants exact.
"""
import itertools
import json
import os
import warnings

import numpy as np
from astropy import units as u
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS

warnings.simplefilter('ignore')
HERE = os.path.dirname(os.path.abspath(__file__))
PIXELS = np.array([-60, -31.5, -7.25, -1, 0, 0.5, 1, 2, 3, 5, 8, 11.75, 17, 23, 31, 40, 52.5, 66, 71, 80, 91, 97, 99, 120])
CRPIX = 20.0
C, H, H_WCSLIB, EV = 299792458.0, 6.62607015e-34, 6.6260755e-34, 1.602176634e-19
H_RATIO = H_WCSLIB / H
LINES = {'radio': 110.201353e9, 'optical': C / 656.281e-9}

# S: P, unit of SI and what header units are worth in it
QUANTITIES = {
    'FREQ': ('F', {'Hz': 1, 'GHz': 1e9}), 'AFRQ': ('F', {'rad/s': 1}), 'ENER': ('F', {'J': 1, 'eV': EV, 'keV': 1e3 * EV, 'erg': 1e-7}),
    'WAVN': ('F', {'/m': 1, 'cm-1': 100}), 'VRAD': ('F', {'m/s': 1, 'km/s': 1e3}), 'WAVE': ('W', {'m': 1, 'um': 1e-6, 'Angstrom': 1e-10}),
    'VOPT': ('W', {'m/s': 1, 'km s-1': 1e3}), 'ZOPT': ('W', {'': 1}), 'AWAV': ('A', {'m': 1, 'nm': 1e-9, 'Angstrom': 1e-10}),
    'VELO': ('V', {'m/s': 1, 'km/s': 1e3}), 'BETA': ('V', {'': 1}),
}  # fmt: skip
VELOCITIES = {'VRAD', 'VOPT', 'ZOPT', 'VELO', 'BETA'}


def air(wave):
    """Vacuum to air, to convergence; n by wcslib's formula, which takes the wavelength in air."""
    n = 1.0
    for _ in range(9):
        n = refraction(wave / n)
    return wave / n


def refraction(awav):
    s = 1 / awav**2
    return 1.000064328 + 2.554e8 / (0.41e14 - s) + 294.981e8 / (1.46e14 - s)


def reference(quantity, restfrq, v):
    """S in SI at relativistic velocity v from the line."""
    f = restfrq * np.sqrt((C - v) / (C + v))
    z = restfrq / f - 1
    return {'FREQ': f, 'AFRQ': 2 * np.pi * f, 'ENER': H * f, 'WAVN': f / C, 'VRAD': C * (1 - f / restfrq), 'WAVE': C / f, 'VOPT': C * z,
            'ZOPT': z, 'AWAV': air(C / f), 'VELO': v, 'BETA': v / C}[quantity]  # fmt: skip


def world(cards):
    header = fits.Header()
    for keyword, value in {'NAXIS': 1, 'NAXIS1': 100, **cards}.items():
        header[keyword] = value
    wcs = WCS(header, fix=True)
    return wcs, wcs.wcs_pix2world(PIXELS, 0)[0]


def astropy_world(cards, quantity, scale):
    if quantity != 'ENER':
        return world(cards)[1]
    scaled = {**cards, 'CUNIT1': 'J', 'CRVAL1': cards['CRVAL1'] * scale * H_RATIO, 'CDELT1': cards['CDELT1'] * scale * H_RATIO}
    return world(scaled)[1] / H_RATIO


def metres(quantity, native, restfrq):
    unit = {'FREQ': u.Hz, 'ENER': u.J, 'WAVN': 1 / u.m, 'WAVE': u.m, 'AWAV': u.m}.get(quantity, u.m / u.s)
    rest = restfrq * u.Hz
    if quantity == 'AWAV':
        return native * refraction(native)
    if quantity == 'AFRQ':
        return (native / (2 * np.pi) * u.Hz).to_value(u.m, u.spectral())
    if quantity in ('ZOPT', 'BETA'):
        native = native * C
    doppler = {'VRAD': u.doppler_radio, 'VOPT': u.doppler_optical, 'ZOPT': u.doppler_optical}.get(quantity, u.doppler_relativistic)
    if quantity in VELOCITIES:
        return (native * unit).to(u.Hz, doppler(rest)).to_value(u.m, u.spectral())
    return (native * unit).to_value(u.m, u.spectral())


def spectral_cases():
    for quantity, (p, units) in QUANTITIES.items():
        codes = ['', 'LOG'] + [f'{x}2{p}' for x in 'FWAV']
        for code, (unit, scale), sign in itertools.product(codes, units.items(), (1, -1)):
            yield from rest_cases(quantity, p, code, unit, scale, sign)


def rest_cases(quantity, p, code, unit, scale, sign):
    needs = quantity in VELOCITIES or 'V' in code
    for k, restcard in enumerate(('RESTFRQ', 'RESTWAV') if needs else (None,)):
        line = 'optical' if 'A' in code + p or (k + (sign > 0)) % 2 else 'radio'
        restfrq = LINES[line]
        if code == 'LOG' and quantity in VELOCITIES:
            v = 2.5e6
        else:
            v = sign * (3e6 if k else 2.1e7) if line == 'radio' else -sign * 1.1e5
        crval = reference(quantity, restfrq, v)
        step = {'VRAD': 0.0007 * C, 'VOPT': 0.0007 * C, 'VELO': 0.0007 * C, 'ZOPT': 0.0007, 'BETA': 0.0007}.get(quantity, crval * 0.0011)
        if code == 'LOG' and quantity in VELOCITIES:
            step = crval * 0.004
        cards = {'CTYPE1': quantity + (code and '-' + code), 'CUNIT1': unit, 'CRVAL1': float(crval / scale), 'CDELT1': float(sign * step / scale), 'CRPIX1': CRPIX}
        if restcard:
            cards[restcard] = restfrq if restcard == 'RESTFRQ' else C / restfrq
        native = astropy_world(cards, quantity, scale)
        case = {'cards': cards, 'ctype': quantity if code == f'{p}2{p}' else cards['CTYPE1'], 'native': native.tolist()}
        if code == '':
            case['metres'] = metres(quantity, native, restfrq).tolist()
        yield case


AIPS = [
    *((f'{stem}-{frame}', velref) for stem in ('VELO', 'FELO', 'FREQ') for frame in ('LSR', 'HEL', 'OBS') for velref in (0, 1, 2, 3, 257, 258, 259, 263)),
    *(('VELO', velref) for velref in (0, 1, 4, 256, 257, 262)), ('FELO', 0), ('FELO', 257), ('FREQ', 257), ('FREQ', 8),
]  # fmt: skip


def aips_cases():
    for ctype, velref in AIPS:
        crval, cdelt = (1.41e9, -24e3) if ctype.startswith('FREQ') else (-243.0e3, 4.2e3) if velref % 2 else (9.12e6, -2.1882651e4)
        cards = {'CTYPE1': ctype, 'CRVAL1': crval, 'CDELT1': cdelt, 'CRPIX1': CRPIX, 'RESTFREQ': 1.420405752e9}
        if velref:
            cards['VELREF'] = velref
        wcs, native = world(cards)
        # VELREF 8 names no frame; wcslib then leaves SPECSYS as it is.
        yield {'cards': cards, 'ctype': wcs.wcs.ctype[0], 'specsys': wcs.wcs.specsys, 'native': native.tolist()}


def time_cases():
    # No day that ends in a leap second: ERFA's days there have 86401 s, so that its MJD is off ours by part of a second.
    days = np.array([41317.6, 43144.25, 45000.125, 47161.7, 50083.3, 51544.5, 54830.99, 54832.01, 57752.5, 57754.01, 60000.3])
    for scale in ('utc', 'tai', 'tt', 'tdb', 'tcg', 'tcb'):
        yield {'timesys': scale.upper(), 'mjd': days.tolist(), 'utc': Time(days, format='mjd', scale=scale).utc.mjd.tolist()}
    early = np.array([37300.5, 37600.1, 38000.7, 38800.5, 40000.25])
    yield {'timesys': 'TAI', 'mjd': early.tolist(), 'utc': Time(early, format='mjd', scale='tai').utc.mjd.tolist()}


def write(name, document, indent=None):
    with open(os.path.join(HERE, 'goldens', name), 'w') as file:
        file.write('{\n')
        file.write(',\n'.join(f'"{key}": ' + (json.dumps(value) if key == 'pixels' else '[\n' + ',\n'.join(json.dumps(case) for case in value) + '\n]') for key, value in document.items()))
        file.write('\n}\n')


spectral = {'pixels': PIXELS.tolist(), 'codes': list(spectral_cases()), 'aips': list(aips_cases())}
write('spectral.json', spectral)
write('time.json', {'axes': list(time_cases())})
print(sum(len(case['native']) for key in ('codes', 'aips') for case in spectral[key]), 'points')
