#!/usr/bin/python3
"""What others take for products of the bench cube, imports not counted.

    cube_peers.py CUBE OPERATION     prints the seconds, then in stderr a few figures of the result

moments-spectral-cube: SpectralCube.read, moment0, moment1, moment2.
moments-numpy: the sums of I, I·x and I·x² over the valid pixels, in float64, eight channels at a time over a memory map, each step in place.
moments-numpy-planes: the same one channel at a time in one buffer, which a processor's cache holds better.
moments-numpy-blas: the same sums as matrix products in float32, without a look at what is valid.
pv-polygons: as pvextractor makes a slice with a width, from its definition: a rectangle for each sample, as long as the spacing and as wide as the slice;
of each pixel around it the area below it; the mean of the spectra of these pixels, taken one after another, weighted by area, without invalid values.
(pvextractor of October 2025 takes 1.6 s for this slice where this takes 1.5 s, and the sums are the same to seven digits.)
pv-polygons-at-once: the same numbers as fast as numpy allows: pixels below a rectangle in one step, areas row by row.
pv-lines: bilinear samples along five parallel lines and their mean, plane by plane with scipy.ndimage.map_coordinates (invalid pixels as zeros, and their
share sampled alike): what pvextractor does without a width, five times.
spectrum: mean within a circle of 200 pixels by spectral-cube.
"""
import sys
import time
import warnings
from math import ceil, floor, sqrt

import numpy as np
from astropy.io import fits
from scipy.ndimage import map_coordinates
from spectral_cube import SpectralCube

warnings.simplefilter('ignore')
CHUNK = 8
WIDTH = 5


def moments_spectral_cube(path):
    cube = SpectralCube.read(path)
    cube.allow_huge_operations = True
    return [np.nansum(cube.moment0().value), np.nansum(cube.moment1().value), np.nansum(cube.moment2().value)]


def velocities(h):
    return (h['CRVAL3'] + h['CDELT3'] * (np.arange(h['NAXIS3']) + 1 - h['CRPIX3'])) / 1e3


def maps(s, seen, middle, width):
    with np.errstate(all='ignore'):
        s0 = np.where(seen, s[0], np.nan)
        offset = s[1] / s0
        return [np.nansum(s0 * width), np.nansum(offset + middle), np.nansum(np.sqrt(s[2] / s0 - offset**2))]


def moments_numpy(path):
    with fits.open(path, memmap=True) as hdus:
        data, x = hdus[0].data, velocities(hdus[0].header)
        middle = x[len(x) // 2]
        s, seen = np.zeros((3, *data.shape[1:])), np.zeros(data.shape[1:], bool)
        for k in range(0, len(x), CHUNK):
            chunk = data[k:k + CHUNK].astype('f8')
            offsets = (x[k:k + CHUNK] - middle)[:, None, None]
            valid = np.isfinite(chunk)
            seen |= valid.any(0)
            chunk[~valid] = 0
            s[0] += chunk.sum(0)
            chunk *= offsets
            s[1] += chunk.sum(0)
            chunk *= offsets
            s[2] += chunk.sum(0)
        return maps(s, seen, middle, x[1] - x[0])


def moments_numpy_planes(path):
    with fits.open(path, memmap=True) as hdus:
        data, x = hdus[0].data, velocities(hdus[0].header)
        middle = x[len(x) // 2]
        s, seen = np.zeros((3, *data.shape[1:])), np.zeros(data.shape[1:], bool)
        plane, valid = np.empty(data.shape[1:]), np.empty(data.shape[1:], bool)
        for k in range(len(x)):
            plane[:] = data[k]
            np.isfinite(plane, out=valid)
            seen |= valid
            np.copyto(plane, 0, where=~valid)
            s[0] += plane
            plane *= x[k] - middle
            s[1] += plane
            plane *= x[k] - middle
            s[2] += plane
        return maps(s, seen, middle, x[1] - x[0])


def moments_numpy_blas(path):
    with fits.open(path, memmap=True) as hdus:
        data, x = hdus[0].data, velocities(hdus[0].header)
        middle = x[len(x) // 2]
        s = np.zeros((3, *data.shape[1:]))
        for k in range(0, len(x), CHUNK):
            chunk = data[k:k + CHUNK].astype('f4')
            offsets = (x[k:k + CHUNK] - middle).astype('f4')
            s[0] += chunk.sum(0)
            s[1] += np.tensordot(offsets, chunk, 1)
            s[2] += np.tensordot(offsets * offsets, chunk, 1)
        return maps(s, True, middle, x[1] - x[0])


def rectangles(n):
    """Corners of the pieces of the diagonal of an image of n × n pixels: x and y."""
    along, across = np.array([-.5, .5, .5, -.5]), WIDTH / 2 / sqrt(2) * np.array([-1, -1, 1, 1])
    for t in range(n):
        yield t + along - across, t + along + across


def side(corners, axis, limit, sign):
    """What of a convex polygon is on one side of a line."""
    kept = []
    for before, corner in zip(corners[-1:] + corners[:-1], corners):
        far, near = sign * (before[axis] - limit), sign * (corner[axis] - limit)
        if (far >= 0) != (near >= 0):
            part = far / (far - near)
            kept.append((before[0] + part * (corner[0] - before[0]), before[1] + part * (corner[1] - before[1])))
        if near >= 0:
            kept.append(corner)
    return kept


def overlap(corners, x, y):
    """The area of a pixel that a convex polygon covers."""
    for axis, limit, sign in ((0, x - .5, 1), (0, x + .5, -1), (1, y - .5, 1), (1, y + .5, -1)):
        corners = side(corners, axis, limit, sign)
        if not corners:
            return 0
    u, v = np.array(corners).T
    return abs(np.sum(u * np.roll(v, -1) - v * np.roll(u, -1))) / 2


def around(corners, size):
    """The pixels beside which a polygon ends are looked at as well."""
    return range(max(0, round(corners.min()) - 1), min(size, round(corners.max()) + 2))


def pv_polygons(path):
    with fits.open(path, memmap=True) as hdus:
        data = hdus[0].data
        total = np.zeros((data.shape[0], data.shape[1]))
        weight = np.zeros_like(total)
        for j, (u, v) in enumerate(rectangles(data.shape[1])):
            corners = list(zip(u, v))
            for x in around(u, data.shape[2]):
                for y in around(v, data.shape[1]):
                    area = overlap(corners, x, y)
                    if area > 0:
                        values = data[:, y, x]
                        valid = np.isfinite(values)
                        total[valid, j] += values[valid] * area
                        weight[valid, j] += area
        with np.errstate(all='ignore'):
            return summary(total / weight)


def pv_polygons_at_once(path):
    with fits.open(path, memmap=True) as hdus:
        data = hdus[0].data
        out = np.empty((data.shape[0], data.shape[1]))
        for j, (u, v) in enumerate(rectangles(data.shape[1])):
            x, y, area = (np.array(each) for each in zip(*covered(list(zip(u.tolist(), v.tolist())), data.shape[1:])))
            values = data[:, y, x].astype('f8')
            valid = np.isfinite(values)
            values[~valid] = 0
            with np.errstate(all='ignore'):
                out[:, j] = values @ area / (valid @ area)
        return summary(out)


def covered(corners, shape):
    """(x, y, area) of the pixels below a polygon: row by row, and without arrays, which cost more than four corners do."""
    (x0, x1), (y0, y1) = [(max(0, floor(min(c[axis] for c in corners) + .5)), min(shape[1 - axis] - 1, ceil(max(c[axis] for c in corners) - .5)))
                          for axis in (0, 1)]
    for y in range(y0, y1 + 1):
        strip = side(side(corners, 1, y - .5, 1), 1, y + .5, -1)
        for x in range(x0, x1 + 1) if strip else ():
            inside = side(side(strip, 0, x - .5, 1), 0, x + .5, -1)
            area = abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(inside, inside[1:] + inside[:1]))) / 2
            if area > 0:
                yield x, y, area


def pv_lines(path):
    with fits.open(path, memmap=True) as hdus:
        data = hdus[0].data
        n = data.shape[1]
        t = np.arange(n) + .0
        across = (np.arange(WIDTH) - WIDTH // 2) / sqrt(2)
        y, x = t[None, :] + across[:, None], t[None, :] - across[:, None]
        out = np.empty((data.shape[0], n))
        for k in range(data.shape[0]):
            plane = np.asarray(data[k], 'f8')
            bad = ~np.isfinite(plane)
            value = map_coordinates(np.where(bad, 0, plane), [y, x], order=1, cval=np.nan)
            share = map_coordinates(bad.astype('f8'), [y, x], order=1, cval=np.nan)
            out[k] = np.nanmean(np.where(share > .5, np.nan, value / (1 - share)), 0)
        return summary(out)


def summary(slice_):
    return [np.nansum(slice_), np.nanstd(slice_), np.isfinite(slice_).sum()]


def spectrum(path):
    cube = SpectralCube.read(path)
    cube.allow_huge_operations = True
    ny, nx = cube.shape[1:]
    y, x = np.mgrid[:ny, :nx]
    inside = np.hypot(x - 512, y - 512) <= 200
    return [np.nansum(cube.with_mask(inside).minimal_subcube(spatial_only=True).mean(axis=(1, 2)).value)]


OPERATIONS = {
    'moments-spectral-cube': moments_spectral_cube,
    'moments-numpy': moments_numpy,
    'moments-numpy-planes': moments_numpy_planes,
    'moments-numpy-blas': moments_numpy_blas,
    'pv-polygons': pv_polygons,
    'pv-polygons-at-once': pv_polygons_at_once,
    'pv-lines': pv_lines,
    'spectrum': spectrum,
}
began = time.perf_counter()
result = OPERATIONS[sys.argv[2]](sys.argv[1])
print(time.perf_counter() - began)
print(*result, file=sys.stderr)
