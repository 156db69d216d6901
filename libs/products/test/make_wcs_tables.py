#!/usr/bin/python3
"""A FITS file whose coordinates need more than its headers, and where astropy puts its pixels: wcs-tables.fits.gz and wcs-tables.json.

/usr/bin/python3 make_wcs_tables.py [cutout.fits …]   with arguments: where astropy puts the pixels of cutouts instead, as JSON

HDUs: DETECTOR (D2IMDISj, SIP and CPDISj), TPD (CPDISj), TNX, CUBE (WAVE-TAB beside RA and DEC).
"""
import gzip
import io
import json
import sys
import warnings

import astropy
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, Wcsprm

warnings.simplefilter('ignore')
BEFORE_6_1 = tuple(int(n) for n in astropy.__version__.split('.')[:2]) < (6, 1)
FINE = {'CRVAL1': 150.1, 'CRVAL2': 2.2, 'CRPIX1': 20.5, 'CRPIX2': 15.25, 'CD1_1': -7.3e-4, 'CD1_2': 2e-5, 'CD2_1': 1.5e-5, 'CD2_2': 7.4e-4, 'RADESYS': 'ICRS'}
SIP = {'A_ORDER': 2, 'B_ORDER': 2, 'A_2_0': 1.3e-4, 'A_1_1': -7e-5, 'B_2_0': 4e-5, 'B_0_2': -1.1e-4}


def text(cards):
    out = ''
    for keyword, value in cards:
        quoted = "'%s'" % (value.ljust(68) if keyword.startswith('WAT') else value) if isinstance(value, str) else ''
        out += (f'{keyword:<8}= {quoted:<20}'.ljust(80)) if quoted else str(fits.Card(keyword, value))
    return out


def image(name, shape, cards):
    """Cards as text, for astropy would write records in its own way."""
    first = [('XTENSION', 'IMAGE   '), ('BITPIX', -32), ('NAXIS', len(shape)), *((f'NAXIS{n + 1}', size) for n, size in enumerate(shape[::-1])), ('PCOUNT', 0), ('GCOUNT', 1), ('EXTNAME', name)]
    header = text([*first, *cards]) + 'END'.ljust(80)
    data = np.arange(np.prod(shape), dtype='>f4').reshape(shape).tobytes()
    return header.ljust(-(-len(header) // 2880) * 2880).encode() + data.ljust(-(-len(data) // 2880) * 2880, b'\0')


def asked(keyword, record, axis, version):
    return [(f'{keyword}{axis}', 'Lookup'), *((f'{record}{axis}', f'{field}: {value}') for field, value in (('EXTVER', version), ('NAXES', 2), ('AXIS.1', 1), ('AXIS.2', 2)))]


def lookup(name, version, shape, crval, cdelt, size):
    y, x = np.mgrid[0:shape[0], 0:shape[1]]
    hdu = fits.ImageHDU((size * (np.sin(x / 2.3 + version) + np.cos(y / 1.7 - version))).astype('f4'), name=name, ver=version)
    for n in range(2):
        hdu.header[f'CRPIX{n + 1}'], hdu.header[f'CRVAL{n + 1}'], hdu.header[f'CDELT{n + 1}'] = 1.0, crval[n], cdelt[n]
    return hdu


def extension(hdu):
    out = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(out)
    return out.getvalue()[2880:]


def whole():
    tan = {'CTYPE1': 'RA---TAN', 'CTYPE2': 'DEC--TAN', **FINE}
    detector = [*{**tan, 'CTYPE1': 'RA---TAN-SIP', 'CTYPE2': 'DEC--TAN-SIP', **SIP}.items()]
    for axis in (1, 2):
        detector += asked('D2IMDIS', 'D2IM', axis, axis) + asked('CPDIS', 'DP', axis, axis)
    tpd = [*tan.items()]
    for axis, fields in ((1, {'OFFSET.1': 20.5, 'SCALE.1': 0.05, 'TPD.FWD.1': 0.3, 'TPD.FWD.4': 0.4, 'TPD.FWD.5': -0.01}), (2, {'DOCORR': 0, 'TPD.FWD.0': 0.5, 'TPD.FWD.1': 0.001, 'TPD.FWD.2': 1.01})):
        tpd += [(f'CPDIS{axis}', 'TPD'), *((f'DP{axis}', f'{field}: {value}') for field, value in {'NAXES': 2, 'AXIS.1': 1, 'AXIS.2': 2, **fields}.items())]
    surface = '"1. 3. 3. 2. -0.02 0.02 -0.015 0.015 1.1e-5 2e-5 -3.25e-5 4.5e-5 5e-5 -6.5e-5 "'
    wat = []
    for axis, kind, name in ((1, 'ra', 'lngcor'), (2, 'dec', 'latcor')):
        line = f'wtype=tnx axtype={kind} {name} = {surface} '
        wat += [(f'WAT{axis}_{k // 68 + 1:03d}', line[k:k + 68]) for k in range(0, len(line), 68)]
    tnx = [*{**tan, 'CTYPE1': 'RA---TNX', 'CTYPE2': 'DEC--TNX'}.items(), *wat]
    cube = [*tan.items(), *{'CTYPE3': 'WAVE-TAB', 'CUNIT3': 'um', 'CRPIX3': 1.0, 'CRVAL3': 1.0, 'CD3_3': 1.0, 'PS3_0': 'WCS-TABLE', 'PS3_1': 'wavelength', 'PS3_2': 'index'}.items()]
    waves = fits.Column(name='wavelength', format='8D', dim='(1,8)', array=np.geomspace(0.5, 0.9, 8)[None], unit='um')
    index = fits.Column(name='index', format='8D', array=np.array([[1, 2, 3.5, 4, 5, 6.25, 7, 8]]))
    parts = [
        fits.PrimaryHDU().header.tostring().encode(),
        image('DETECTOR', (30, 40), detector), image('TPD', (30, 40), tpd), image('TNX', (30, 40), tnx), image('CUBE', (8, 30, 40), cube),
        extension(lookup('WCSDVARR', 1, (5, 6), (1, 1), (8.5, 8.25), 0.4)), extension(lookup('WCSDVARR', 2, (6, 5), (3.5, 2), (8, 7), 0.4)),
        extension(lookup('D2IMARR', 1, (5, 6), (1, 1), (7, 7.5), 0.02)), extension(lookup('D2IMARR', 2, (6, 5), (1, 1), (10, 6), 0.02)),
        extension(fits.BinTableHDU.from_columns([waves, index], name='WCS-TABLE', ver=1)),
    ]  # fmt: skip
    return b''.join(parts)


def positions(contents):
    """Per HDU some 0-based pixels and their coordinates in SI."""
    found = {}
    hdus = fits.open(io.BytesIO(contents))
    for hdu in hdus:
        if hdu.name not in ('DETECTOR', 'TPD', 'TNX', 'CUBE'):
            continue
        size = hdu.data.shape[::-1]
        grid = np.stack(np.meshgrid(*(np.linspace(0, n - 1, 4) for n in size)), -1).reshape(-1, len(size))
        offset, length = hdu.fileinfo()['hdrLoc'], hdu.fileinfo()['datLoc'] - hdu.fileinfo()['hdrLoc']
        header = fits.Header.fromstring(contents[offset:offset + length].decode('latin1'))
        if hdu.name in ('TPD', 'TNX'):
            world = Wcsprm(header=contents[offset:offset + length]).p2s(grid, 0)['world']
        elif hdu.name == 'CUBE':
            world = WCS(header, fobj=hdus).wcs_pix2world(grid, 0) * [1, 1, 1e-6]
        else:
            for table in hdus:
                if table.name in ('WCSDVARR', 'D2IMARR') and BEFORE_6_1:
                    # astropy before 6.1 counts CRPIX and CRVAL from 0 (its change 16163)
                    for n in (1, 2):
                        table.header[f'CRPIX{n}'] += 1 / table.header[f'CDELT{n}'] - 1
            world = WCS(header, fobj=hdus).all_pix2world(grid, 0)
        found[hdu.name] = {'values': [float(hdu.data[tuple(int(round(p)) for p in pixel[::-1])]) for pixel in grid], 'pixels': grid.ravel().tolist(), 'world': world.ravel().tolist()}
    return found


if len(sys.argv) > 1:
    for name in sys.argv[1:]:
        print(json.dumps(positions(open(name, 'rb').read())))
else:
    contents = whole()
    with open('wcs-tables.fits.gz', 'wb') as file:
        file.write(gzip.compress(contents, 9, mtime=0))
    with open('wcs-tables.json', 'w') as file:
        file.write(json.dumps(positions(contents), allow_nan=False) + '\n')
    print(len(contents), 'bytes')
