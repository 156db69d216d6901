#!/usr/bin/python3
"""Golden positions in real FITS files, made with astropy: real.json.

SODALITE_REAL_DATA=<folder of the files> /usr/bin/python3 make_real.py

Per image HDU: the byte range of its header (in the uncompressed file), a grid of pixels of the celestial axes, and for each
(pixel x, pixel y, longitude, latitude in the file's own frame, ICRS right ascension and declination).
"""
import io
import json
import os
import pathlib
import subprocess
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import FK4, FK5, ICRS, FK4NoETerms, Galactic, SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS

warnings.simplefilter('ignore')


def frame_of(wcs, header):
    ctype = wcs.wcs.ctype[wcs.wcs.lng]
    if ctype.startswith('GLON'):
        return Galactic()
    equinox, radesys = wcs.wcs.equinox, wcs.wcs.radesys.strip()
    if equinox == 0:  # no equinox at all, whereas WCSLIB takes it for one before 1984
        return ICRS()
    if radesys == 'ICRS':
        return ICRS()
    if radesys == 'FK5':
        return FK5(equinox=Time(equinox if np.isfinite(equinox) else 2000.0, format='jyear'))
    if radesys in ('FK4', 'FK4-NO-E'):
        epoch = Time(equinox if np.isfinite(equinox) else 1950.0, format='byear')
        mjd = wcs.wcs.mjdobs
        seen = Time(mjd, format='mjd') if np.isfinite(mjd) and mjd else epoch
        return (FK4 if radesys == 'FK4' else FK4NoETerms)(equinox=epoch, obstime=seen)
    raise ValueError(radesys)


def grid(n, count=4):
    return np.unique(np.linspace(0, n - 1, count)) if n > 1 else np.array([0.0])


def describe(header, hdus):
    header = header.copy()
    if header.get('CTYPE1') == 'FREQ-OHEL':
        header['CTYPE1'] = 'FREQ'  # GIPSY's dialect stops WCSLIB, but the sky beside it is sound
    wcs = WCS(header, fobj=hdus)
    if wcs.wcs.lng < 0 or wcs.wcs.lat < 0:
        return None
    lng, lat = wcs.wcs.lng, wcs.wcs.lat
    if not wcs.wcs.ctype[lng].startswith(('RA', 'GLON')):
        return None
    lengths = [header.get(f'NAXIS{i + 1}', 1) for i in range(max(wcs.naxis, header['NAXIS']))]
    x, y = (a.ravel() for a in np.meshgrid(grid(lengths[lng]), grid(lengths[lat])))
    pixels = np.zeros((len(x), wcs.naxis))
    pixels[:, lng], pixels[:, lat] = x, y
    world = (wcs.all_pix2world if wcs.naxis == 2 else wcs.wcs_pix2world)(pixels, 0)
    native = world[:, [lng, lat]]
    icrs = SkyCoord(native[:, 0] * u.deg, native[:, 1] * u.deg, frame=frame_of(wcs, header)).icrs
    rows = np.c_[x, y, native, icrs.ra.deg, icrs.dec.deg]
    return [[None if np.isnan(v) else float(v) for v in row] for row in rows]


def contents(path):
    if path.suffix in ('.gz', '.Z'):
        return subprocess.run(['gzip', '-dc', path], capture_output=True, check=True).stdout
    return path.read_bytes()


def main():
    found = []
    for path in sorted(pathlib.Path(os.environ['SODALITE_REAL_DATA']).iterdir()):
        if not path.name.endswith(('.fits', '.fits.gz', '.fits.Z')):
            continue
        with fits.open(io.BytesIO(contents(path)), disable_image_compression=True) as hdus:
            for index, hdu in enumerate(hdus):
                if not isinstance(hdu, (fits.PrimaryHDU, fits.ImageHDU)) or hdu.header['NAXIS'] == 0:
                    continue
                info = hdu.fileinfo()
                entry = {'file': path.name, 'hdu': index, 'header': [info['hdrLoc'], info['datLoc'] - info['hdrLoc']],
                         'axes': [hdu.header[f'NAXIS{i + 1}'] for i in range(hdu.header['NAXIS'])]}  # fmt: skip
                try:
                    entry['points'] = describe(hdu.header, hdus)
                except Exception as error:
                    entry['fails'] = str(error).strip().splitlines()[-1]
                found.append(entry)
    with open('real.json', 'w') as file:
        file.write('[\n' + ',\n'.join(json.dumps(entry) for entry in found) + '\n]\n')
    print(len(found), 'HDUs', sum(bool(entry.get('points')) for entry in found), 'with a sky')
    for entry in found:
        if 'fails' in entry:
            print(entry['file'], entry['hdu'], entry['fails'])


main()
