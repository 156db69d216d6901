#!/usr/bin/python3
"""What others take for products of the bench cube, imports not counted.

    cube_peers.py CUBE OPERATION     prints the seconds

moments-spectral-cube: SpectralCube.read, moment0, moment1, moment2.  moments-numpy: sums in chunks of eight channels over a memory map.
pv: bilinear samples along the diagonal of the image, mean of five parallel lines, plane by plane with scipy.ndimage.map_coordinates as pvextractor does
it (invalid pixels as zeros, and their share sampled alike).  spectrum: mean within a circle of 200 pixels by spectral-cube.
"""
import sys
import time
import warnings

import numpy as np
from astropy import units as u
from astropy.io import fits
from scipy.ndimage import map_coordinates
from spectral_cube import SpectralCube

warnings.simplefilter('ignore')


def moments_spectral_cube(path):
    cube = SpectralCube.read(path)
    cube.allow_huge_operations = True
    return [np.nansum(cube.moment0().value), np.nansum(cube.moment1().value), np.nansum(cube.moment2().value)]


def moments_numpy(path):
    with fits.open(path, memmap=True) as hdus:
        data, h = hdus[0].data, hdus[0].header
        nz = h['NAXIS3']
        x = (h['CRVAL3'] + h['CDELT3'] * (np.arange(nz) + 1 - h['CRPIX3'])) / 1e3
        middle = x[nz // 2]
        s0, s1, s2 = (np.zeros(data.shape[1:]) for _ in range(3))
        for k in range(0, nz, 8):
            chunk = data[k:k + 8].astype('f4')
            w = (x[k:k + 8] - middle).astype('f4')
            s0 += chunk.sum(0)
            s1 += np.tensordot(w, chunk, 1)
            s2 += np.tensordot(w * w, chunk, 1)
        with np.errstate(all='ignore'):
            m1 = s1 / s0
            return [s0.sum(), m1.sum(), np.nansum(np.sqrt(s2 / s0 - m1**2))]


def pv(path):
    with fits.open(path, memmap=True) as hdus:
        data = hdus[0].data
        n = data.shape[1]
        t = np.arange(n) + .0
        across = np.arange(-2, 3) / np.sqrt(2)
        y, x = t[None, :] + across[:, None], t[None, :] - across[:, None]
        out = np.empty((data.shape[0], n))
        for k in range(data.shape[0]):
            plane = np.asarray(data[k], 'f8')
            bad = ~np.isfinite(plane)
            value = map_coordinates(np.where(bad, 0, plane), [y, x], order=1, cval=np.nan)
            share = map_coordinates(bad.astype('f8'), [y, x], order=1, cval=np.nan)
            out[k] = np.nanmean(np.where(share > .5, np.nan, value / (1 - share)), 0)
        return [np.nansum(out)]


def spectrum(path):
    cube = SpectralCube.read(path)
    cube.allow_huge_operations = True
    ny, nx = cube.shape[1:]
    y, x = np.mgrid[:ny, :nx]
    inside = np.hypot(x - 512, y - 512) <= 200
    return [np.nansum(cube.with_mask(inside).minimal_subcube(spatial_only=True).mean(axis=(1, 2)).value)]


OPERATIONS = {'moments-spectral-cube': moments_spectral_cube, 'moments-numpy': moments_numpy, 'pv': pv, 'spectrum': spectrum}
began = time.perf_counter()
result = OPERATIONS[sys.argv[2]](sys.argv[1])
print(time.perf_counter() - began)
print(*result, file=sys.stderr)
