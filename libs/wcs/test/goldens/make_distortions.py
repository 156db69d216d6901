#!/usr/bin/python3
"""Golden positions of distorted skies, made with astropy.wcs and WCSLIB: distortions.json. /usr/bin/python3 make_distortions.py

Look-up tables (CPDISja, D2IMDISj, AXISCORR) are astropy's (all_pix2world); TNX, ZPX, TPD and Polynomial are WCSLIB's (Wcsprm.p2s).
Cards are (keyword, value) pairs in order, for records have many cards of one keyword.
"""
import json
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, Wcsprm

warnings.simplefilter('ignore')
rng = np.random.default_rng(4)

FINE = [('CRVAL1', 150.1), ('CRVAL2', 2.2), ('CRPIX1', 512.5), ('CRPIX2', 400.25),
        ('CD1_1', -7.3e-5), ('CD1_2', 2e-6), ('CD2_1', 1.5e-6), ('CD2_2', 7.4e-5)]  # fmt: skip
PC = [('CRVAL1', 150.1), ('CRVAL2', 2.2), ('CRPIX1', 512.5), ('CRPIX2', 400.25), ('CDELT1', -7.3e-5), ('CDELT2', 7.4e-5), ('PC1_2', 0.03), ('PC2_1', -0.02)]
SIP = [('A_ORDER', 3), ('B_ORDER', 3), ('A_2_0', 1.3e-5), ('A_1_1', -7e-6), ('A_0_2', 3e-6), ('A_3_0', 2e-9), ('B_2_0', 4e-6), ('B_1_1', 9e-6), ('B_0_2', -1.1e-5), ('B_0_3', 3e-9)]


def ctypes(code, swapped=False):
    return [('CTYPE1', f'DEC--{code}'), ('CTYPE2', f'RA---{code}')] if swapped else [('CTYPE1', f'RA---{code}'), ('CTYPE2', f'DEC--{code}')]


def header_text(cards):
    text = ''
    for keyword, value in [('SIMPLE', True), ('BITPIX', -32), ('NAXIS', 2), ('NAXIS1', 1024), ('NAXIS2', 800), *cards]:
        if isinstance(value, str):
            quoted = "'%s'" % (value.ljust(68) if keyword.startswith('WAT') else value)
            text += f'{keyword:<8}= {quoted:<20}'.ljust(80)
        else:
            text += str(fits.Card(keyword, value))
    return text + 'END'.ljust(80)


def grid(low, high, n=9):
    x, y = np.meshgrid(np.linspace(low[0], high[0], n), np.linspace(low[1], high[1], n))
    return np.c_[x.ravel() + 0.137, y.ravel() + 0.283]


PIXELS = grid((-30, -30), (1060, 840))


def wat(axis, text):
    pieces = [text[k:k + 68] for k in range(0, len(text), 68)]
    # Blanks at the end of a string are not significant, and readers drop them; WCSLIB, which reads by columns, gets them back.
    return [(f'WAT{axis}_{n + 1:03d}', piece.rstrip()) for n, piece in enumerate(pieces)]


def surface(kind, orders, cross, size):
    """No coefficient is 0: WCSLIB does not step over those."""
    xo, yo = orders
    count = {0: xo + yo - 1, 1: xo * yo, 2: sum(1 for n in range(yo) for m in range(xo) if m + n < max(xo, yo))}[cross]
    limits = (-0.06, 0.055, -0.05, 0.045)
    numbers = [f'{kind}.', f'{xo}.', f'{yo}.', f'{cross}.', *(f'{v!r}' for v in limits)]
    scale = (1.0 if kind == 3 else size)
    n = 0
    for j in range(yo):
        for i in range(xo):
            if (cross == 0 and i and j) or (cross == 2 and i + j >= max(xo, yo)):
                continue
            c = rng.uniform(0.2, 1) * rng.choice([-1, 1])
            numbers.append(f'{c * (size / 0.05 ** (i + j) if kind == 3 else scale):.12g}')
            n += 1
    assert n == count
    return ' '.join(numbers)


def tnx(kind, orders, cross, wtype='tnx', swapped=False, extra=''):
    lng = f'wtype={wtype} axtype=ra {extra}lngcor = "{surface(kind, orders, cross, 2e-5)} "'
    lat = f'wtype={wtype} axtype=dec {extra}latcor = "{surface(kind, orders, cross, 2e-5)} "'
    return wat(1, lng) + wat(2, lat)


def records(keyword, fields):
    return [(keyword, f'{field}: {value!r}') for field, value in fields.items()]


TPD1 = {'NAXES': 2, 'AXIS.1': 1, 'AXIS.2': 2, 'OFFSET.1': 512.5, 'OFFSET.2': 400.25, 'SCALE.1': 1 / 500, 'SCALE.2': 1 / 400,
        **{f'TPD.FWD.{m}': c for m, c in {0: 0.3, 1: -0.2, 2: 0.1, 3: 0.05, 4: 0.9, 5: -1.1, 6: 0.4, 8: 0.3, 10: -0.2, 11: 0.05, 16: 0.1, 21: -0.2, 30: 0.05, 38: 0.02, 57: 0.03, 59: -0.01}.items()}}  # fmt: skip
TPD2 = {'NAXES': 2, 'AXIS.1': 2, 'AXIS.2': 1, 'OFFSET.1': 400.25, 'OFFSET.2': 512.5, 'SCALE.1': 1 / 400, 'SCALE.2': 1 / 500,
        **{f'TPD.FWD.{m}': c for m, c in {0: -0.1, 1: 0.2, 4: -0.5, 5: 0.7, 6: 0.3, 7: 0.2}.items()}}  # fmt: skip
AUXES = {'AUX.1.COEFF.0': 0.1, 'AUX.1.COEFF.1': 0.9, 'AUX.1.COEFF.2': 0.2, 'AUX.2.COEFF.0': -0.2, 'AUX.2.COEFF.1': -0.1, 'AUX.2.COEFF.2': 1.1}
SEQUENT = {'NAXES': 2, 'TPD.FWD.0': 1e-5, 'TPD.FWD.1': 1e-3, 'TPD.FWD.2': 2e-4, 'TPD.FWD.4': 0.02, 'TPD.FWD.5': -0.03, 'TPD.FWD.10': 0.5}
PIXELS_PC = {'NAXES': 2, 'TPD.FWD.0': 0.1, 'TPD.FWD.1': 1e-3, 'TPD.FWD.4': 2e-6, 'TPD.FWD.5': -3e-6, 'TPD.FWD.10': 4e-9}
POLY = {'NAXES': 2, 'OFFSET.1': 512.5, 'OFFSET.2': 400.25, 'SCALE.1': 1 / 500, 'SCALE.2': 1 / 400}


def polynomial(terms, naux=0, aux=(), **more):
    fields = {**POLY, **more, 'NAUX': naux, 'NTERMS': len(terms)}
    fields |= dict(aux)
    for m, (coefficient, powers) in enumerate(terms):
        fields[f'TERM.{m + 1}.COEFF'] = coefficient
        fields |= {f'TERM.{m + 1}.{name}': power for name, power in powers.items()}
    return fields


def still(keyword, record, axis):
    """WCSLIB 7.12 wants a function on every axis if there is one on any."""
    return [(f'{keyword}{axis}', 'TPD'), *records(f'{record}{axis}', {'NAXES': 2, 'TPD.FWD.1': 0.0})]


RADIAL = [('AUX.1.COEFF.1', 1), ('AUX.1.POWER.1', 2), ('AUX.1.COEFF.2', 1), ('AUX.1.POWER.2', 2), ('AUX.1.POWER.0', 0.5)]
ODD = [('AUX.1.COEFF.0', 2.5), ('AUX.1.COEFF.1', 0.5), ('AUX.1.COEFF.2', 0.25), ('AUX.1.POWER.2', 2), ('AUX.1.POWER.0', 1.5)]


def wcslib_cases():
    for kind, name in ((1, 'chebyshev'), (2, 'legendre'), (3, 'polynomial')):
        for cross in (0, 1, 2):
            yield f'TNX {name} cross {cross}', ctypes('TNX') + FINE + tnx(kind, (4, 3) if cross != 2 else (4, 4), cross)
    yield 'TNX of first order', ctypes('TNX') + FINE + tnx(1, (2, 2), 1)
    yield 'TNX of ninth degree', ctypes('TNX') + FINE + tnx(1, (10, 10), 2)
    yield 'TNX without WAT', ctypes('TNX') + FINE
    yield 'ZPX', ctypes('ZPX') + FINE + tnx(3, (4, 4), 2, 'zpx', extra='projp0=0. projp1=1. projp2=0. projp3=337.74 ')
    yield 'ZPX of three terms', ctypes('ZPX') + FINE + tnx(2, (3, 3), 1, 'zpx', extra='projp1=1. projp3=400. projp5=-9000. ')
    yield 'TPD', ctypes('TAN') + FINE + [('CPDIS1', 'TPD'), *records('DP1', TPD1), ('CPDIS2', 'TPD'), *records('DP2', TPD2)]
    yield 'TPD with auxiliaries', ctypes('SIN') + PC + [('CPDIS1', 'TPD'), *records('DP1', TPD1 | AUXES)] + still('CPDIS', 'DP', 2)
    yield 'TPD of one axis', ctypes('TAN') + FINE + [('CPDIS2', 'TPD'), *records('DP2', {'NAXES': 1, 'AXIS.1': 2, 'OFFSET.1': 400.0, 'SCALE.1': 0.002, 'TPD.FWD.1': 0.3, 'TPD.FWD.4': 0.5, 'TPD.FWD.7': 0.2})] + still('CPDIS', 'DP', 1)
    yield 'TPD of coordinates', ctypes('TAN') + FINE + [('CPDIS1', 'TPD'), *records('DP1', {'NAXES': 2, 'DOCORR': 0, 'TPD.FWD.0': 2.0, 'TPD.FWD.1': 1.01, 'TPD.FWD.5': 1e-6})] + still('CPDIS', 'DP', 2)
    yield 'TPD on an alternate', [(k + 'B', v) for k, v in ctypes('TAN') + FINE + [('CPDIS1', 'TPD')]] + records('DP1B', TPD1) + [(k.replace('2', '2B', 1), v) for k, v in still('CPDIS', 'DP', 2)]
    yield 'sequent TPD', ctypes('TAN') + FINE + [('CQDIS1', 'TPD'), *records('DQ1', SEQUENT)] + still('CQDIS', 'DQ', 2)
    yield 'sequent TPD before CDELT', ctypes('TAN') + PC + [('CQDIS1', 'TPD'), *records('DQ1', PIXELS_PC), ('CQDIS2', 'TPD'), *records('DQ2', {**PIXELS_PC, 'AXIS.1': 2, 'AXIS.2': 1})]
    terms = [(0.3, {'VAR.1': 1}), (-0.4, {'VAR.1': 1, 'VAR.2': 1}), (0.7, {'VAR.2': 3}), (-0.2, {})]
    yield 'Polynomial', ctypes('TAN') + FINE + [('CPDIS1', 'Polynomial'), *records('DP1', polynomial(terms)), ('CPDIS2', 'Polynomial'), *records('DP2', polynomial(terms, **{'AXIS.1': 2, 'AXIS.2': 1}))]
    yield 'Polynomial with radius', ctypes('TAN') + FINE + [('CPDIS1', 'Polynomial'), *records('DP1', polynomial(terms + [(0.3, {'VAR.2': 1, 'AUX.1': 2}), (0.11, {'AUX.1': 3})], 1, RADIAL))] + still('CPDIS', 'DP', 2)
    yield 'Polynomial with an auxiliary', ctypes('TAN') + PC + [('CPDIS1', 'Polynomial'), *records('DP1', polynomial(terms + [(0.2, {'AUX.1': 1}), (0.01, {'VAR.1': 2, 'AUX.1': 2})], 1, ODD))] + still('CPDIS', 'DP', 2)


def lookup(shape, kind, version, crpix, crval, cdelt, size=1.5, cards=()):
    """A smooth table, so that the inverse is one."""
    y, x = np.mgrid[0:shape[0], 0:shape[1]]
    data = (size * (np.sin(x / 2.3 + version) + np.cos(y / 1.7 - version))).astype('f4')
    hdu = fits.ImageHDU(data if shape[0] > 1 else data[0], name=kind, ver=version)
    for n in range(data.ndim if shape[0] > 1 else 1):
        hdu.header[f'CRPIX{n + 1}'], hdu.header[f'CRVAL{n + 1}'], hdu.header[f'CDELT{n + 1}'] = crpix[n], crval[n], cdelt[n]
    return hdu


def asked(keyword, record, axis, version, **fields):
    return [(f'{keyword}{axis}', 'LOOKUP'), *records(f'{record}{axis}', {'EXTVER': version, 'NAXES': 2, 'AXIS.1': 1, 'AXIS.2': 2, **fields})]


def lookup_cases():
    # 64-pixel cells from somewhere within the image on, and a table that covers less than the image
    one = lookup((13, 17), 'WCSDVARR', 1, (1, 1), (1, 1), (64, 66))
    two = lookup((11, 9), 'WCSDVARR', 2, (3.5, 2.0), (200.5, 100.25), (70.5, 62.0))
    d1 = lookup((9, 12), 'D2IMARR', 1, (1, 1), (1, 1), (90, 100), 0.05)
    d2 = lookup((40, 30), 'D2IMARR', 2, (0, 0), (0, 0), (35, 21), 0.05)
    zero = lookup((2, 2), 'WCSDVARR', 9, (1, 1), (1, 1), (900, 900), 0)  # for the other axis, as `still`
    line = lookup((1, 1024), 'D2IMARR', 1, (1.0,), (1.0,), (1.0,), 0.01)
    both = asked('CPDIS', 'DP', 1, 1) + asked('CPDIS', 'DP', 2, 2)
    detector = asked('D2IMDIS', 'D2IM', 1, 1) + asked('D2IMDIS', 'D2IM', 2, 2)
    yield 'CPDIS on both axes', ctypes('TAN') + FINE + both, [one, two]
    yield 'CPDIS on the second axis', ctypes('TAN') + FINE + asked('CPDIS', 'DP', 2, 1) + asked('CPDIS', 'DP', 1, 9), [one, two, zero]
    yield 'CPDIS and SIP', ctypes('TAN-SIP') + FINE + SIP + both, [one, two]
    yield 'latitude first', ctypes('TAN-SIP', True) + [('CRVAL1', 2.2), ('CRVAL2', 150.1), *FINE[2:]] + SIP + both + detector, [one, two, d1, d2]
    yield 'D2IM', ctypes('TAN') + FINE + detector, [d1, d2]
    yield 'D2IM on one axis, CPDIS on the other', ctypes('TAN') + FINE + asked('D2IMDIS', 'D2IM', 2, 2) + asked('CPDIS', 'DP', 1, 2) + asked('CPDIS', 'DP', 2, 9), [two, d2, zero]
    yield 'all of them', ctypes('TAN-SIP') + FINE + SIP + both + detector, [one, two, d1, d2]
    yield 'AXISCORR 1', ctypes('TAN') + FINE + [('AXISCORR', 1)], [line]
    yield 'AXISCORR 2 and SIP', ctypes('TAN-SIP') + FINE + SIP + [('AXISCORR', 2)], [line]


def image(hdu):
    header, data = hdu.header, np.atleast_2d(hdu.data)
    n = hdu.data.ndim
    return {'name': hdu.name, 'version': hdu.ver, 'level': 1, 'dims': list(hdu.data.shape[::-1]), 'values': [float(v) for v in data.ravel()],
            **{stem: [header[f'{stem.upper()}{k + 1}'] for k in range(n)] for stem in ('crpix', 'crval', 'cdelt')}}  # fmt: skip


found = []
for name, cards in wcslib_cases():
    wcs = Wcsprm(header=header_text(cards).encode('latin1'), key='B' if 'alternate' in name else ' ')
    world = wcs.p2s(PIXELS, 0)['world']
    back = wcs.s2p(world, 0)['pixcrd']
    entry = {'name': name, 'cards': cards, 'world': world.ravel().tolist(), 'returns': float(np.abs(back - PIXELS).max())}
    if np.isnan(world).any():
        print(name, np.isnan(world).sum())
    found.append(entry)
for name, cards, hdus in lookup_cases():
    images = [image(hdu) for hdu in hdus]
    # astropy before 6.1 counts CRPIX and CRVAL from 0 (its change 16163), which is what HST means by CRPIX = 0; for others make up for it.
    hdus = [hdu.copy() for hdu in hdus]
    for hdu in hdus:
        for n in range(hdu.data.ndim):
            if hdu.header[f'CRPIX{n + 1}'] != 0:
                hdu.header[f'CRPIX{n + 1}'] += 1 / hdu.header[f'CDELT{n + 1}'] - 1
    wcs = WCS(fits.Header.fromstring(header_text(cards)), fobj=fits.HDUList([fits.PrimaryHDU(), *hdus]))
    world = wcs.all_pix2world(PIXELS, 0)
    found.append({'name': name, 'cards': cards, 'images': images, 'world': world.ravel().tolist()})
with open('distortions.json', 'w') as file:
    file.write('{"pixels": %s,\n"cases": [\n%s\n]}\n' % (json.dumps(PIXELS.round(6).ravel().tolist()), ',\n'.join(json.dumps(entry, allow_nan=False) for entry in found)))
print(len(found), 'cases', len(PIXELS), 'points each', {entry['name']: entry['returns'] for entry in found if entry.get('returns', 0) > 1e-6})
