#!/usr/bin/python3
"""Golden coordinates of -TAB axes and of grisms (-GRI, -GRA), made with astropy.wcs and WCSLIB: tables.json. /usr/bin/python3 make_tables.py

World coordinates are in SI on spectral axes and in header units on others; null where there are none.
"""
import json
import warnings

import numpy as np
from astropy import units as u
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter('ignore')
PIXELS = np.array([-3.2, -0.99, -0.51, -0.4, 0, 0.25, 0.999, 1, 1.5, 2, 3.75, 4, 5.1, 6, 7.3, 8, 8.3, 8.49, 8.6, 11])


def table(name, columns, version=1, level=1):
    """Columns: name → (array in the order of the file's axes reversed, as numpy has it; unit)."""
    defined = []
    for key, (values, unit) in columns.items():
        values = np.asarray(values, dtype='f8')
        dim = '(' + ','.join(str(n) for n in values.shape[::-1]) + ')'
        defined.append(fits.Column(name=key, format=f'{values.size}D', dim=dim if values.ndim > 1 else None, array=values[None], unit=unit))
    hdu = fits.BinTableHDU.from_columns(defined, name=name, ver=version)
    hdu.header['EXTLEVEL'] = level
    return hdu


def plain(hdu):
    columns = {}
    for column in hdu.columns:
        values = hdu.data[column.name][0]
        columns[column.name.upper()] = {'values': [float(v) for v in np.ravel(values)], 'dims': list(np.shape(values)[::-1]), **({'unit': column.unit} if column.unit else {})}
    return {'name': hdu.name, 'version': hdu.ver, 'level': hdu.header['EXTLEVEL'], 'columns': columns}


def header(cards, axes):
    h = fits.Header([('SIMPLE', True), ('BITPIX', -32), ('NAXIS', len(axes))])
    for n, size in enumerate(axes):
        h[f'NAXIS{n + 1}'] = size
    for key, value in cards.items():
        h[key] = value
    return h


SI = {'m': u.m, 'um': u.m, 'Angstrom': u.m, 'nm': u.m, 'GHz': u.Hz, 'Hz': u.Hz, 'km/s': u.m / u.s, '': u.dimensionless_unscaled}


def numbers(values):
    return [None if not np.isfinite(v) else float(v) for v in np.ravel(values)]


WAVES = np.array([0.40, 0.41, 0.43, 0.46, 0.50, 0.55, 0.61, 0.68, 0.76])
INDEX = np.array([1, 1.5, 2.5, 3, 4, 6, 7, 8.5, 9.0])


def axis(ctype, crval=1.0, cdelt=1.0, crpix=1.0, cunit='', columns=('WAVE',), extra=None, key=''):
    cards = {f'CTYPE1{key}': ctype, f'CRVAL1{key}': crval, f'CDELT1{key}': cdelt, f'CRPIX1{key}': crpix, f'PS1_0{key}': 'WCS-TABLE', f'PS1_1{key}': columns[0]}
    if cunit:
        cards[f'CUNIT1{key}'] = cunit
    if len(columns) > 1:
        cards[f'PS1_2{key}'] = columns[1]
    return {**cards, **(extra or {})}


def spectral_cases():
    whole = table('WCS-TABLE', {'WAVE': (WAVES[:, None], 'um'), 'INDEX': (INDEX, None), 'FALLING': (INDEX[::-1], None)})
    ghz = table('WCS-TABLE', {'FREQ': (np.geomspace(1, 3, 9)[::-1, None], 'GHz'), 'INDEX': (INDEX, None)})
    flat = table('WCS-TABLE', {'WAVE': (WAVES, 'um')})
    kms = table('WCS-TABLE', {'VEL': ((WAVES * 1e4)[:, None], 'km/s')}, 3, 2)
    yield 'default index', axis('WAVE-TAB', cunit='um'), [whole]
    yield 'a column without TDIM', axis('WAVE-TAB', cunit='um'), [flat]
    yield 'half steps from elsewhere', axis('WAVE-TAB', 4.25, 0.5, 3.0, 'um'), [whole]
    yield 'backwards', axis('WAVE-TAB', 9.0, -1.0, 1.0, 'um'), [whole]
    yield 'index', axis('AWAV-TAB', cunit='um', columns=('WAVE', 'INDEX')), [whole]
    yield 'falling index', axis('WAVE-TAB', cunit='um', columns=('WAVE', 'FALLING')), [whole]
    yield 'falling frequencies', axis('FREQ-TAB', cunit='GHz', columns=('FREQ', 'INDEX')), [ghz]
    yield 'velocity, another version and level', axis('VOPT-TAB', cunit='km/s', columns=('VEL',), extra={'PV1_1': 3, 'PV1_2': 2, 'PV1_3': 1, 'RESTWAV': 5e-7}), [kms]
    yield 'a linear axis', axis('DIST-TAB', cunit='um'), [whole]
    yield 'one element', axis('WAVE-TAB', cunit='um'), [table('WCS-TABLE', {'WAVE': ([[0.5]], 'um')})]


GRISM = {'PV1_0': 3.16e5, 'PV1_1': 1.0, 'PV1_2': 15.0, 'PV1_3': 1.4, 'PV1_4': -2e4, 'PV1_5': 2.0, 'PV1_6': 5.0}


def grism_cases():
    def grism(ctype, crval, cdelt, cunit, **more):
        return {'CTYPE1': ctype, 'CRVAL1': crval, 'CDELT1': cdelt, 'CRPIX1': 4.0, 'CUNIT1': cunit, **GRISM, **more}

    for code in ('GRI', 'GRA'):
        yield f'WAVE-{code}', grism(f'WAVE-{code}', 500.0, 3.0, 'nm'), []
        yield f'AWAV-{code}', grism(f'AWAV-{code}', 5000.0, -30.0, 'Angstrom'), []
        yield f'FREQ-{code}', grism(f'FREQ-{code}', 6e14, 2e12, 'Hz'), []
        yield f'VOPT-{code}', grism(f'VOPT-{code}', 1e4, 1500.0, 'km/s', RESTWAV=4.861e-7), []
        yield f'ZOPT-{code}', grism(f'ZOPT-{code}', 0.1, 0.01, '', RESTFRQ=6.2e14), []
    yield 'grating', {**grism('WAVE-GRI', 1.2e-6, 5e-9, 'm'), 'PV1_0': 1.2e5, 'PV1_1': 2.0, 'PV1_2': 30.0, 'PV1_3': 1.0, 'PV1_4': 0.0, 'PV1_5': 0.0, 'PV1_6': 0.0}, []
    yield 'few parameters', {k: v for k, v in grism('AWAV-GRA', 6.5e-7, 2e-9, 'm').items() if k not in ('PV1_3', 'PV1_4', 'PV1_5', 'PV1_6')}, []


SKY = np.array([(x, y) for y in (-0.9, -0.45, 0, 0.6, 2, 3.3, 4, 4.4, 4.7) for x in (-0.8, -0.4, 0, 1.25, 3, 4.75, 5, 5.45, 5.6)])


def sky_cases():
    y, x = np.mgrid[0:5, 0:6]
    lon = 359.5 + 0.2 * x + 0.03 * y + 0.004 * x * y + 0.002 * y**2
    lat = -30 + 0.15 * y - 0.02 * x + 0.003 * x * y - 0.004 * x**2
    both = {'PS1_0': 'SKY', 'PS1_1': 'COORDS', 'PS2_0': 'SKY', 'PS2_1': 'COORDS', 'PV1_3': 1, 'PV2_3': 2}
    lines = {'CTYPE1': 'RA---TAB', 'CTYPE2': 'DEC--TAB', 'CRPIX1': 1.0, 'CRPIX2': 1.0, 'CRVAL1': 1.0, 'CRVAL2': 1.0, 'CDELT1': 1.0, 'CDELT2': 1.0, 'CUNIT1': 'deg', 'CUNIT2': 'deg'}
    index = {'PS1_2': 'I1', 'PS2_2': 'I2'}
    shared = table('SKY', {'COORDS': (np.stack([lon, lat], -1), 'deg'), 'I1': ([1, 1.5, 3, 4, 5, 6], None), 'I2': ([5, 4, 3, 2.5, 1], None)})
    # the first axis of the table runs along the second one of the image
    turned = table('SKY', {'COORDS': (np.stack([lat, lon], -1).transpose(1, 0, 2), 'deg')})
    yield 'one array for the sky', {**lines, **both}, [shared]
    yield 'one array with indices', {**lines, **both, **index}, [shared]
    yield 'one array, turned pixels', {**lines, **both, 'PC1_1': 0.96, 'PC1_2': 0.1, 'PC2_1': -0.1, 'PC2_2': 0.9}, [shared]
    yield 'one array, latitude first', {**lines, **both, 'PV1_3': 2, 'PV2_3': 1}, [turned]
    yield 'an array for each axis', {**lines, 'PS1_0': 'LON', 'PS1_1': 'C', 'PS2_0': 'LAT', 'PS2_1': 'C'}, [table('LON', {'C': (lon[0][:, None], 'deg')}), table('LAT', {'C': (lat[:, 0][:, None], 'deg')})]


found = []
for name, cards, hdus in [*spectral_cases(), *grism_cases()]:
    wcs = WCS(header(cards, [9]), fobj=fits.HDUList([fits.PrimaryHDU(), *hdus]))
    unit = u.Unit(str(wcs.wcs.cunit[0]).strip() or '')
    scale = 1.0 if cards['CTYPE1'].startswith('DIST') else unit.to(SI[cards.get('CUNIT1', '')]) if cards['CTYPE1'].endswith('TAB') else 1.0
    world = []
    for pixel in PIXELS:
        value = wcs.wcs_pix2world([[pixel]], 0)[0][0]
        world.append(value * scale)
    found.append({'name': name, 'cards': cards, 'tables': [plain(hdu) for hdu in hdus], 'pixels': PIXELS.tolist(), 'world': numbers(world)})
for name, cards, hdus in sky_cases():
    wcs = WCS(header(cards, [6, 5]), fobj=fits.HDUList([fits.PrimaryHDU(), *hdus]))
    world = [wcs.wcs_pix2world([pixel], 0)[0] for pixel in SKY]
    found.append({'name': name, 'cards': cards, 'tables': [plain(hdu) for hdu in hdus], 'pixels': SKY.ravel().tolist(), 'world': numbers(world)})
with open('tables.json', 'w') as file:
    file.write('[\n%s\n]\n' % ',\n'.join(json.dumps(entry, allow_nan=False) for entry in found))
print(len(found), 'cases', {entry['name']: sum(v is None for v in entry['world']) for entry in found})
