#!/usr/bin/python3
"""Golden positions of celestial WCS, made with astropy.wcs (WCSLIB).

Writes celestial.json (the cases: header cards, pixel grids) and celestial.f64.gz (the answers, little-endian doubles), in
the order in which celestial.test.ts reads them. Run it in its own folder: /usr/bin/python3 make_celestial.py
"""
import gzip
import json
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter('ignore')

# Every projection with the parameters PV<latitude axis>_m of each variant.
PROJECTIONS = {
    'AZP': [{}, {1: 2, 2: 30}, {1: 0.5, 2: 55}, {1: -2.5, 2: 10}],
    'SZP': [{}, {1: 2, 2: 180, 3: 60}, {1: 0.5, 2: 30, 3: 45}, {1: -1.8, 2: 70, 3: 80}],
    'TAN': [{}],
    'STG': [{}],
    'SIN': [{}, {1: 0.3, 2: -0.2}, {1: 0, 2: 1.7}],
    'ARC': [{}],
    'ZPN': [{0: 0, 1: 1}, {0: 0.01, 1: 1, 2: -0.2}, {0: 0.05, 1: 0.975, 2: -0.807, 3: 0.337, 4: -0.065, 5: 0.01, 6: 0.003, 7: -0.001}, {1: 1, 3: 50}],
    'ZEA': [{}],
    'AIR': [{}, {1: 45}, {1: -20}],
    'CYP': [{}, {1: 0.5, 2: 0.7}, {1: 2, 2: 0.9}, {1: 0, 2: 1}],
    'CEA': [{}, {1: 0.5}],
    'CAR': [{}],
    'MER': [{}],
    'SFL': [{}],
    'PAR': [{}],
    'MOL': [{}],
    'AIT': [{}],
    'COP': [{1: 45, 2: 25}, {1: -30}, {1: 60, 2: -10}],
    'COE': [{1: 45, 2: 25}, {1: -30}, {1: 10, 2: 60}],
    'COD': [{1: 45, 2: 25}, {1: -30}, {1: 70, 2: 12}],
    'COO': [{1: 45, 2: 25}, {1: -30}, {1: 60, 2: -20}],
    'BON': [{1: 45}, {1: -35}, {1: 0}, {1: 90}],
    'PCO': [{}],
    'TSC': [{}],
    'CSC': [{}],
    'QSC': [{}],
    'HPX': [{}, {1: 6, 2: 3}, {1: 4, 2: 2}, {1: 5, 2: 4}],
    'XPH': [{}],
}


def angles(rho):
    c, s = np.cos(np.radians(rho)), np.sin(np.radians(rho))
    return {'PC1_1': c, 'PC1_2': -s, 'PC2_1': s, 'PC2_2': c}


ALLSKY = dict(CRPIX1=10.3171, CRPIX2=9.1337, CDELT1=-20.017, CDELT2=11.013)
# name → cards besides CTYPE and PV; 'swap' puts the latitude first
VARIANTS = {
    'cd': dict(CRVAL1=83.63, CRVAL2=22.01, CRPIX1=8.1, CRPIX2=11.7, CD1_1=-1.03, CD1_2=0.31, CD2_1=0.27, CD2_2=0.98),
    'cd-fine': dict(CRVAL1=201.3, CRVAL2=-43.02, CRPIX1=-212.1, CRPIX2=154.7, CD1_1=-2e-4, CD1_2=3e-5, CD2_1=2.7e-5, CD2_2=2.1e-4),
    'pc-swap': dict(swap=True, CRVAL1=-12.5, CRVAL2=266.4, CRPIX1=5.5, CRPIX2=6.25, CDELT1=1.5, CDELT2=-1.25, **angles(33)),
    'crota': dict(CRVAL1=150.1, CRVAL2=2.2, CRPIX1=9.5, CRPIX2=8.5, CDELT1=-2.5, CDELT2=1.75, CROTA2=-27.3),
    'pole-north': dict(CRVAL1=40, CRVAL2=90, **{**ALLSKY, 'CDELT1': -4.017, 'CDELT2': 4.013}),
    'pole-south': dict(CRVAL1=300, CRVAL2=-89.7, LONPOLE=180, **{**ALLSKY, 'CDELT1': -3.017, 'CDELT2': 3.013}),
    'lonpole': dict(CRVAL1=120, CRVAL2=25, LONPOLE=50, LATPOLE=-20, **{**ALLSKY, 'CDELT1': -6.1, 'CDELT2': 6.3}),
    'latpole': dict(CRVAL1=10, CRVAL2=8, LONPOLE=10, LATPOLE=-70, **{**ALLSKY, 'CDELT1': -6.1, 'CDELT2': 6.3}),
    'wrap': dict(CRVAL1=0.2, CRVAL2=0, **ALLSKY),
    'wrap-oblique': dict(CRVAL1=359.9, CRVAL2=48, **ALLSKY),
    'offset': dict(CRVAL1=77, CRVAL2=31, PV1_0=1, PV1_1=15, PV1_2=40, **{**ALLSKY, 'CDELT1': -5.1, 'CDELT2': 5.3}),
    'fiducial': dict(CRVAL1=77, CRVAL2=31, PV1_1=-25, PV1_2=20, PV1_3=40, PV1_4=60, **{**ALLSKY, 'CDELT1': -5.1, 'CDELT2': 5.3}),
}
NX, NY = 11, 11


def special():
    """Distortions, legacy codes and legacy matrices: name, cards, the cards that astropy gets instead."""
    fine = dict(CRVAL1=150.1, CRVAL2=2.2, CRPIX1=512.5, CRPIX2=400.25, CD1_1=-7.3e-5, CD1_2=2e-6, CD2_1=1.5e-6, CD2_2=7.4e-5)
    sip = {'A_ORDER': 3, 'B_ORDER': 4, 'A_2_0': 1.3e-5, 'A_1_1': -7e-6, 'A_0_2': 3e-6, 'A_3_0': 2e-9, 'A_1_2': -4e-9,
           'A_0_1': 1e-4, 'B_2_0': 4e-6, 'B_1_1': 9e-6, 'B_0_2': -1.1e-5, 'B_0_3': 3e-9, 'B_4_0': 2e-12, 'B_1_0': -2e-4,
           'AP_ORDER': 2, 'BP_ORDER': 2, 'AP_2_0': -1.3e-5, 'BP_0_2': 1.1e-5}  # fmt: skip
    tan = {'CTYPE1': 'RA---TAN', 'CTYPE2': 'DEC--TAN'}
    tpv = {f'PV1_{m}': c for m, c in enumerate([2e-4, 1.01, -0.003, 0.0004, 0.05, -0.04, 0.13, -0.9, 0.2, -0.2, 0.5, 0.3, 3, -2])}
    tpv |= {f'PV2_{m}': c for m, c in enumerate([-1e-4, 0.99, 0.004, -0.0007, 0.02, 0.03, -0.08, 0.1, -0.5, 0.7, 0.1, -0.2, 1, 4])}
    tpv |= {'PV1_23': 5.0, 'PV2_39': -40.0, 'PV1_16': 2.0, 'PV2_31': 30.0}
    wide = dict(CRVAL1=30.0, CRVAL2=40.0, CRPIX1=8.1, CRPIX2=11.7, CDELT1=-1.5, CDELT2=1.25)
    yield 'sip', {'CTYPE1': 'RA---TAN-SIP', 'CTYPE2': 'DEC--TAN-SIP', **fine, **sip}, {}
    yield 'sip-without-suffix', {**tan, **fine, **sip}, {}
    yield 'sip-swapped', {'CTYPE1': 'DEC--TAN-SIP', 'CTYPE2': 'RA---TAN-SIP', **fine, **sip, 'CRVAL1': -2.2, 'CRVAL2': 150.1}, {}
    yield 'sip-sin', {'CTYPE1': 'GLON-SIN-SIP', 'CTYPE2': 'GLAT-SIN-SIP', **fine, **sip}, {}
    yield 'sip-pv', {'CTYPE1': 'RA---TAN-SIP', 'CTYPE2': 'DEC--TAN-SIP', **fine, **sip, 'PV1_0': 0.1, 'PV1_1': 1.0, 'PV2_1': 1.0, 'PV2_5': 0.01}, {}
    yield 'tpv', {'CTYPE1': 'RA---TPV', 'CTYPE2': 'DEC--TPV', **fine, **tpv}, {}
    yield 'tpv-swapped', {'CTYPE1': 'DEC--TPV', 'CTYPE2': 'RA---TPV', **fine, **tpv}, {}
    # SCAMP before TPV: WCSLIB 7 refuses it, later versions of astropy read it as TPV
    yield 'scamp', {**tan, **fine, **tpv}, {'CTYPE1': 'RA---TPV', 'CTYPE2': 'DEC--TPV'}
    for name, crval in (('ncp', 63.4), ('ncp-south', -35.0)):
        yield name, {'CTYPE1': 'RA---NCP', 'CTYPE2': 'DEC--NCP', **wide, 'CRVAL2': crval}, {}
    for name, crval in (('gls', (30.0, 40.0)), ('gls-equator', (0.0, 0.0)), ('gls-meridian', (200.0, 0.0))):
        yield name, {'CTYPE1': 'RA---GLS', 'CTYPE2': 'DEC--GLS', **wide, 'CRVAL1': crval[0], 'CRVAL2': crval[1]}, {}
    yield 'sfl-oblique', {'CTYPE1': 'RA---SFL', 'CTYPE2': 'DEC--SFL', **wide}, {}
    legacy = {'PC001001': 0.9, 'PC001002': -0.3, 'PC002001': 0.28, 'PC002002': 0.95}
    yield 'pc00', {**tan, **wide, **legacy}, {}
    yield 'cd00', {**tan, **wide, 'CD001001': -0.9, 'CD001002': -0.3, 'CD002001': 0.28, 'CD002002': 0.95}, {}
    yield 'pc-beats-cd', {**tan, **wide, **legacy, 'CD1_1': -0.4, 'CD2_2': 0.4}, {}
    yield 'cd-beats-crota', {**tan, **wide, 'CROTA2': 30.0, 'CD1_1': -0.4, 'CD1_2': 0.1, 'CD2_2': 0.4}, {}
    yield 'pc-beats-crota', {**tan, **wide, 'CROTA2': 30.0, 'PC1_2': 0.1}, {}
    yield 'crota1-only', {**tan, **wide, 'CROTA1': 30.0}, {}
    yield 'arcsec', {**tan, **wide, 'CUNIT1': 'arcsec', 'CUNIT2': 'arcmin', 'CRVAL1': 108000.0, 'CRVAL2': 2400.0, 'CDELT1': -900.0, 'CDELT2': 8.0}, {}
    yield 'degree', {**tan, **wide, 'CUNIT1': 'DEGREE', 'CUNIT2': 'DEGREE'}, {}


def header(cards):
    h = fits.Header()
    h['NAXIS'] = 2
    h['NAXIS1'] = h['NAXIS2'] = 20
    for key, value in cards.items():
        h[key] = value
    return h


def cases():
    for code, parameters in PROJECTIONS.items():
        for k, pv in enumerate(parameters):
            for name, variant in VARIANTS.items():
                if code == 'HPX' and name == 'offset':
                    continue  # WCSLIB 7.12 looks for the facet before it has added the offset
                cards = {key: value for key, value in variant.items() if key != 'swap'}
                lon, lat = (2, 1) if variant.get('swap') else (1, 2)
                cards[f'CTYPE{lon}'] = f'RA---{code}'
                cards[f'CTYPE{lat}'] = f'DEC--{code}'
                cards |= {f'PV{lat}_{m}': value for m, value in pv.items()}
                yield f'{code} {k} {name}', cards, {}, (-2, 22)
    for name, cards, instead in special():
        fine = cards['CRPIX1'] > 100
        yield name, cards, instead, (-60, 1060) if fine else (-2, 22)


def main():
    described, answers, skipped, points = [], [], [], 0
    lon, lat = np.meshgrid(np.arange(-170, 190, 20) + 3.7, np.arange(-85, 86, 17) + 1.3)
    sky = np.c_[lon.ravel(), lat.ravel()]
    for name, cards, instead, (low, high) in cases():
        step = (high - low) / (NX - 1)
        x, y = np.meshgrid(low + 0.137 + step * np.arange(NX), low + 0.283 + step * np.arange(NY))
        pixels = np.c_[x.ravel(), y.ravel()]
        try:
            wcs = WCS(header({**cards, **instead}))
            world = wcs.all_pix2world(pixels, 0)
        except Exception as error:
            skipped.append(name)
            if '--why' in sys.argv:
                print(name, error)
            continue
        # pixels that the sky position leads back to; others are images of a place that has a better one
        back = wcs.wcs_world2pix(wcs.wcs_pix2world(pixels, 0), 0)
        returns = (np.abs(back - pixels) < 1e-6).all(axis=1)
        case = {'name': name, 'cards': cards, 'first': low, 'step': step,
                'returns': ''.join('%x' % int(''.join(map(str, returns[k:k + 4].astype(int))), 2) for k in range(0, len(returns), 4))}  # fmt: skip
        world[np.isnan(world).any(axis=1)] = np.nan
        answers.append(world)
        points += len(world)
        if name.endswith(('wrap', 'wrap-oblique')):
            # the whole sky back to pixels: which directions have an image at all
            seen = wcs.wcs_world2pix(sky[:, ::-1] if cards['CTYPE1'].startswith('DEC') else sky, 0)
            case['sky'] = True
            answers.append(seen)
            points += len(seen)
        described.append(case)
    with open('celestial.json', 'w') as file:
        grid = {'nx': NX, 'ny': NY, 'x0': 0.137, 'y0': 0.283}
        file.write('{"grid": %s, "sky": %s,\n"cases": [\n' % (json.dumps(grid), json.dumps(sky.round(6).ravel().tolist())))
        file.write(',\n'.join(json.dumps(case) for case in described))
        file.write('\n]}\n')
    with open('celestial.f64.gz', 'wb') as file:
        file.write(gzip.compress(np.concatenate([a.ravel() for a in answers]).astype('<f8').tobytes(), 9, mtime=0))
    print(len(described), 'cases', points, 'points; no valid WCS:', len(skipped), skipped)


main()
