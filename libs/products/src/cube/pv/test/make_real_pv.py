#!/usr/bin/python3
"""Writes real-pv.fits.gz and real-pv.json: slices through real line cubes (SODALITE_REAL_DATA), by the definitions of make_pv.py.

Three channels of each are kept. Frames are as astropy reads them, but for a header without a usable equinox, which is taken as ICRS.
"""
import gzip
import io
import json
import os
import sys

import numpy as np
from astropy.coordinates import ICRS, SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

import make_pv
from make_pv import Cube, slices

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.environ['SODALITE_REAL_DATA']


class RealCube(Cube):
    def __init__(self, name):
        with fits.open(os.path.join(FOLDER, name)) as hdus:
            h, data = hdus[0].header, np.array(hdus[0].data, dtype=float)
        w = WCS(h)
        self.lon, self.lat = w.wcs.lng, w.wcs.lat
        spec = w.wcs.spec
        order = [data.ndim - 1 - axis for axis in (spec, self.lat, self.lon)]
        whole = make_pv.stacks(data, [a for a in range(data.ndim) if a not in order], order)
        self.channels = [0, len(whole[0]) // 2, len(whole[0]) - 1]
        self.planes = [plane[self.channels] for plane in whole]
        self.w = w.celestial
        equinox = h.get('EQUINOX', h.get('EPOCH'))
        self.frame = wcs_to_celestial_frame(self.w) if equinox != 0 else ICRS()

    def pixels(self, p):
        lon, lat = make_pv.lonlat(np.moveaxis(np.asarray(p), -1, 0))
        c = SkyCoord(lon, lat, unit='deg', frame='icrs').transform_to(self.frame).spherical
        return self.w.all_world2pix(np.stack([c.lon.deg, c.lat.deg], -1), 0)

    def sky(self, xy):
        world = self.w.all_pix2world(np.asarray(xy, float), 0)
        c = SkyCoord(world[:, 0], world[:, 1], unit='deg', frame=self.frame).icrs
        return np.moveaxis(make_pv.unit(c.ra.deg, c.dec.deg), 0, -1)


def centre(cube, pa, pixels):
    ny, nx = cube.planes[0].shape[1:]
    at = cube.sky([[nx * 0.52, ny * 0.47]])[0]
    lon, lat = make_pv.lonlat(at)
    return {'kind': 'centre', 'lonDeg': float(lon), 'latDeg': float(lat), 'paDeg': pa, 'lengthArcsec': float(pixels * cube.pixel_size(at) / make_pv.AS)}


CASES = [
    ('kapteyn_ngc6946_hi_ncp_i16.fits', 62.0, 70, {'widthArcsec': 90.0}),
    ('glue_l1448_13co_sfl_vopt.fits', 40.0, 60, {'interpolation': 'cubic'}),
    ('kinms_ngc4324_co_velolsr_4d.fits', 233.0, 60, {'widthArcsec': 4.0}),
    ('carta_m17swex_freq_3d.fits', 100.0, 40, {'interpolation': 'nearest', 'widthArcsec': 1.1}),
    ('filfinder_ngc4321_alma_co_vrad_f64.fits', 150.0, 60, {'interpolation': 'area'}),
]

if __name__ == '__main__':
    hdus, cases = [], []
    for number, (name, pa, pixels, more) in enumerate(CASES):
        cube = RealCube(name)
        request = {'path': centre(cube, pa, pixels), **more}
        planes, rows, about = slices(cube, request)
        hdus += [fits.ImageHDU(planes[0], name=f'SLICE{number}'), fits.ImageHDU(rows, name=f'PATH{number}')]
        cases.append({'file': name, 'request': request, 'channels': cube.channels, **about})
        print(name, planes[0].shape, np.isfinite(planes[0]).sum())
    out = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(out)
    with open('real-pv.fits.gz', 'wb') as file:
        file.write(gzip.compress(out.getvalue(), 9, mtime=0))
    with open('real-pv.json', 'w') as file:
        json.dump(cases, file, indent=1)
        file.write('\n')
