#!/usr/bin/python3
"""Writes pv.fits.gz (small cubes, and the slices that they should give) and pv.json (the requests).

Implements the definitions of position-velocity slices with numpy, scipy and astropy alone: great circles by vectors, ellipses by
scipy.integrate, interpolation by map_coordinates per sample, areas by scan lines. Run it here; it needs nothing else.
"""
import gzip
import io
import json

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from scipy.integrate import quad
from scipy.ndimage import map_coordinates
from scipy.optimize import brentq

AS = np.pi / 180 / 3600
rng = np.random.default_rng(20240607)


# ---- cubes -----------------------------------------------------------------------------------------------------------------------------

def sky_header(ctype, crval, crpix, cdelt, shape, extra=()):
    h = fits.Header()
    for i in range(2):
        h[f'CTYPE{i+1}'], h[f'CRVAL{i+1}'], h[f'CRPIX{i+1}'], h[f'CDELT{i+1}'] = ctype[i], crval[i], crpix[i], cdelt[i]
        h[f'CUNIT{i+1}'] = 'deg'
    h['CTYPE3'], h['CRVAL3'], h['CRPIX3'], h['CDELT3'], h['CUNIT3'] = 'VRAD', -12000.0, 2.5, -3000.0, 'm/s'
    h['RESTFRQ'], h['SPECSYS'], h['BUNIT'] = 1.420405752e9, 'LSRK', 'Jy/beam'
    for keyword, value in extra:
        h[keyword] = value
    return h


def noisy(shape):
    k, y, x = np.indices(shape)
    smooth = np.sin(x / 4 + k) + np.cos(y / 5 - k / 2) + 0.02 * x * y / 10
    return smooth + rng.normal(0, 0.3, shape)


def tangent():
    data = noisy((4, 36, 40)).astype('f4')
    data[:, 10:14, 14:17] = np.nan
    data[2, 20, :] = np.inf
    data[1][rng.random((36, 40)) < 0.2] = np.nan
    beam = (('BMAJ', 9 / 3600), ('BMIN', 6 / 3600), ('BPA', 20.0), ('RADESYS', 'ICRS'))
    return fits.ImageHDU(data, sky_header(('RA---TAN', 'DEC--TAN'), (150.0, 2.0), (20.5, 18.0), (-2 / 3600, 2 / 3600), data.shape, beam), 'TANGENT')


def polar():
    """High declination, across RA 0, turned, float64."""
    data = noisy((3, 30, 34))
    h = sky_header(('RA---SIN', 'DEC--SIN'), (0.02, 88.7), (17.0, 15.5), (-0.01, 0.01), data.shape, (('RADESYS', 'ICRS'),))
    c, s = np.cos(np.radians(35)), np.sin(np.radians(35))
    h['PC1_1'], h['PC1_2'], h['PC2_1'], h['PC2_2'] = c, -s, s, c
    return fits.ImageHDU(data, h, 'POLAR')


def swapped():
    """Spectral axis first, declination before right ascension; scaled integers with BLANK."""
    values = noisy((3, 28, 30))  # k, y, x
    raw = np.round(values * 500).astype('i2')
    raw[:, 9:12, 9:12] = -32768
    raw[0, 5, 20] = -32768
    base = sky_header(('RA---NCP', 'DEC--NCP'), (308.7, 60.15), (15.0, 14.5), (-0.004, 0.004), raw.shape)
    h = fits.Header()
    for to, of in ((1, 3), (2, 2), (3, 1)):
        for keyword in ('CTYPE', 'CRVAL', 'CRPIX', 'CDELT', 'CUNIT'):
            h[f'{keyword}{to}'] = base[f'{keyword}{of}']
    h['CTYPE1'], h['CRVAL1'], h['CDELT1'], h['CRPIX1'] = 'VOPT-F2W', 2.0e5, -2500.0, 1.5
    h['RESTFRQ'], h['RADESYS'], h['EQUINOX'] = 1.420405752e9, 'FK5', 2000.0
    hdu = fits.ImageHDU(np.ascontiguousarray(raw.transpose(2, 1, 0)), h, 'SWAPPED')
    hdu.header['BSCALE'], hdu.header['BZERO'], hdu.header['BLANK'] = 0.002, 1.5, -32768
    return hdu


def stokes():
    """Right ascension, declination, polarization, frequency."""
    data = np.stack([noisy((3, 20, 22)), 0.1 * noisy((3, 20, 22))], 1).astype('f4')
    h = sky_header(('RA---TAN', 'DEC--TAN'), (359.9995, -20.0), (11.0, 10.0), (-5e-4, 5e-4), data.shape, (('RADESYS', 'ICRS'),))
    h['CTYPE3'], h['CRVAL3'], h['CRPIX3'], h['CDELT3'] = 'STOKES', 1.0, 1.0, 1.0
    del h['CUNIT3']
    h['CTYPE4'], h['CRVAL4'], h['CRPIX4'], h['CDELT4'], h['CUNIT4'] = 'FREQ', 1.41e9, 1.0, 2e6, 'Hz'
    return fits.ImageHDU(data, h, 'STOKES')


def galactic():
    data = noisy((3, 24, 40)).astype('f4')
    return fits.ImageHDU(data, sky_header(('GLON-CAR', 'GLAT-CAR'), (12.0, 0.0), (20.0, 12.0), (-0.02, 0.02), data.shape), 'GALACTIC')


def bent():
    data = noisy((2, 30, 30)).astype('f4')
    h = sky_header(('RA---TAN-SIP', 'DEC--TAN-SIP'), (202.5, 47.2), (15.0, 15.0), (-6e-4, 6e-4), data.shape, (('RADESYS', 'ICRS'),))
    for keyword, value in (('A_ORDER', 2), ('A_2_0', 2e-3), ('A_0_2', -1e-3), ('B_ORDER', 2), ('B_1_1', 1.5e-3), ('B_2_0', -8e-4)):
        h[keyword] = value
    return fits.ImageHDU(data, h, 'BENT')


# ---- sphere ----------------------------------------------------------------------------------------------------------------------------

def unit(lon, lat):
    lon, lat = np.radians(lon), np.radians(lat)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def norm(v):
    return v / np.linalg.norm(v)


def lonlat(v):
    return np.degrees(np.arctan2(v[1], v[0])) % 360, np.degrees(np.arctan2(v[2], np.hypot(v[0], v[1])))


def compass(p):
    east = norm(np.cross([0, 0, 1], p))
    return np.cross(p, east), east


def move(p, t, s):
    """Along a great circle; place and direction there."""
    return p * np.cos(s) + t * np.sin(s), t * np.cos(s) - p * np.sin(s)


def arc(a, b):
    return np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)


class Great:
    def __init__(self, p, t, length, before=0.0):
        self.p, self.t, self.length, self.before = p, t, length, before

    def __call__(self, s):
        return move(self.p, self.t, s - self.before)


class Parallel:
    def __init__(self, lon, lat, length):
        self.lon, self.lat, self.length = lon, lat, length

    def __call__(self, s):
        p = unit(self.lon + np.degrees((s - self.length / 2) / np.cos(np.radians(self.lat))), self.lat)
        return p, compass(p)[1]


class Ring:
    """Ellipse: a cos t along the position angle, b sin t across it, as lengths and directions of great circles from the centre."""

    def __init__(self, lon, lat, a, b, pa):
        self.centre, self.a, self.b, self.pa = unit(lon, lat), np.radians(a), np.radians(b), np.radians(pa)
        self.parts = [quad(self.speed, i * np.pi / 8, (i + 1) * np.pi / 8, epsabs=0, epsrel=1e-10)[0] for i in range(16)]
        self.length = sum(self.parts)

    def place(self, t):
        u, v = self.a * np.cos(t), self.b * np.sin(t)
        north, east = compass(self.centre)
        angle = self.pa + np.arctan2(v, u)
        return move(self.centre, north * np.cos(angle) + east * np.sin(angle), np.hypot(u, v))[0]

    def velocity(self, t, h=1e-3):
        return (8 * (self.place(t + h) - self.place(t - h)) - (self.place(t + 2 * h) - self.place(t - 2 * h))) / (12 * h)

    def speed(self, t):
        return np.linalg.norm(self.velocity(t))

    def __call__(self, s):
        i = 0
        while s > self.parts[i] and i < 15:
            s, i = s - self.parts[i], i + 1
        low = i * np.pi / 8
        t = brentq(lambda t: quad(self.speed, low, t, epsabs=0, epsrel=1e-10)[0] - s, low, low + np.pi / 8 + 1e-6, xtol=1e-13)
        return self.place(t), norm(self.velocity(t))


def curves(path):
    kind = path['kind']
    if kind == 'polyline':
        v = [unit(*pair) for pair in np.reshape(path['lonLatDeg'], (-1, 2))]
        return [Great(a, norm(b - a * (a @ b)), arc(a, b)) for a, b in zip(v[:-1], v[1:])]
    if kind == 'outline':
        s = path['shape']
        if s['kind'] == 'circle':
            return [Ring(s['lonDeg'], s['latDeg'], s['radiusDeg'], s['radiusDeg'], 0.0)]
        return [Ring(s['lonDeg'], s['latDeg'], s['aDeg'], s['bDeg'], s['paDeg'])]
    length = path['lengthArcsec'] * AS
    if kind == 'parallel':
        return [Parallel(path['lonDeg'], path['latDeg'], length)]
    p = unit(path['lonDeg'], path['latDeg'])
    north, east = compass(p)
    pa = np.radians(path.get('paDeg', 0.0))
    return [Great(p, north * np.cos(pa) + east * np.sin(pa), length, length / 2)]


# ---- slices ----------------------------------------------------------------------------------------------------------------------------

class Cube:
    def __init__(self, hdu):
        h = hdu.header
        data = np.array(fits.open(io.BytesIO(as_file(hdu)))[1].data, dtype=float)
        w = WCS(h, naxis=2) if 'A_ORDER' in h else WCS(h)
        self.lon, self.lat, self.spec = w.wcs.lng, w.wcs.lat, w.wcs.spec if w.naxis > 2 else 2
        order = [data.ndim - 1 - self.spec, data.ndim - 1 - self.lat, data.ndim - 1 - self.lon]
        other = [a for a in range(data.ndim) if a not in order]
        self.planes = stacks(data, other, order)
        self.w, self.frame = w.celestial, w.celestial.wcs.radesys
        self.galactic = h['CTYPE1'].startswith('GLON')

    def pixels(self, p):
        """0-based x, y of unit vectors (n, 3)."""
        lon, lat = lonlat(np.moveaxis(np.asarray(p), -1, 0))
        c = SkyCoord(lon, lat, unit='deg', frame='icrs')
        if self.galactic:
            c = c.galactic
            lon, lat = c.l.deg, c.b.deg
        elif self.frame == 'FK5':
            c = c.fk5
            lon, lat = c.ra.deg, c.dec.deg
        # swapped axes stay swapped in the celestial part
        xy = self.w.all_world2pix(np.stack([lon, lat], -1) if self.lon < self.lat else np.stack([lat, lon], -1), 0, tolerance=1e-9, maxiter=50)
        return xy if self.lon < self.lat else xy[:, ::-1]

    def sky(self, xy):
        xy = np.asarray(xy, float)
        world = self.w.all_pix2world(xy if self.lon < self.lat else xy[:, ::-1], 0)
        lon, lat = (world[:, 0], world[:, 1]) if self.lon < self.lat else (world[:, 1], world[:, 0])
        frame = 'galactic' if self.galactic else 'fk5' if self.frame == 'FK5' else 'icrs'
        c = SkyCoord(lon, lat, unit='deg', frame=frame).icrs
        return np.moveaxis(unit(c.ra.deg, c.dec.deg), 0, -1)

    def pixel_size(self, p):
        x, y = self.pixels([p])[0]
        w, e, s, n = self.sky([[x - 0.5, y], [x + 0.5, y], [x, y - 0.5], [x, y + 0.5]])
        return np.sqrt(np.linalg.norm(np.cross(e - w, n - s)))


def stacks(data, other, order):
    """The cubes (spectral, y, x) of an array, one for each pixel of its other axes."""
    moved = np.transpose(data, other + order)
    return list(moved.reshape((-1,) + moved.shape[len(other):]))


def as_file(hdu):
    out = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(out)
    return out.getvalue()


def linear(plane, x, y, order):
    valid = np.isfinite(plane)
    at = np.array([[y], [x]])
    w = map_coordinates(valid.astype(float), at, order=order, mode='grid-constant', cval=0.0, prefilter=False)[0]
    v = map_coordinates(np.where(valid, plane, 0.0), at, order=order, mode='grid-constant', cval=0.0, prefilter=False)[0]
    return v, w


def nearest(plane, x, y):
    i, j = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
    inside = 0 <= i < plane.shape[1] and 0 <= j < plane.shape[0] and np.isfinite(plane[j, i])
    return (plane[j, i], 1.0) if inside else (0.0, 0.0)


def cubic(plane, x, y):
    """Keys' kernel with a = -1/2."""
    def kernel(d):
        d = abs(d)
        return 1.5 * d**3 - 2.5 * d**2 + 1 if d < 1 else -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2 if d < 2 else 0.0
    v = w = 0.0
    for j in range(int(np.floor(y)) - 1, int(np.floor(y)) + 3):
        for i in range(int(np.floor(x)) - 1, int(np.floor(x)) + 3):
            if 0 <= i < plane.shape[1] and 0 <= j < plane.shape[0] and np.isfinite(plane[j, i]):
                weight = kernel(x - i) * kernel(y - j)
                v, w = v + weight * plane[j, i], w + weight
    return v, w


def shares(corners):
    """Parts of a convex quadrilateral in each pixel, {(x, y): part}, by scan lines."""
    n = 400
    found = {}
    low, high = np.floor(corners[:, 1].min() + 0.5), np.ceil(corners[:, 1].max() - 0.5)
    for y in range(int(low), int(high) + 1):
        for line in (np.arange(n) + 0.5) / n - 0.5 + y:
            xs = []
            for a, b in zip(corners, np.roll(corners, -1, 0)):
                if (a[1] <= line) != (b[1] <= line):
                    xs.append(a[0] + (line - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
            if len(xs) < 2:
                continue
            left, right = min(xs), max(xs)
            for x in range(int(np.floor(left + 0.5)), int(np.ceil(right - 0.5)) + 1):
                found[x, y] = found.get((x, y), 0.0) + max(0.0, min(right, x + 0.5) - max(left, x - 0.5)) / n
    total = sum(found.values())
    return {pixel: part / total for pixel, part in found.items()}


def averaged(planes, n):
    """Means of n channels; of a pixel that is valid in less than half of them none."""
    def mean(group):
        valid = np.isfinite(group)
        count = valid.sum(0)
        return np.where(2 * count >= n, np.where(valid, group, 0).sum(0) / np.maximum(count, 1), np.nan)
    return [np.array([mean(plane[k * n:(k + 1) * n]) for k in range(len(plane) // n)]) for plane in planes]


def area(plane, parts):
    v = w = 0.0
    for (i, j), part in parts.items():
        if 0 <= i < plane.shape[1] and 0 <= j < plane.shape[0] and np.isfinite(plane[j, i]):
            v, w = v + part * plane[j, i], w + part
    return v, w


def slices(cube, request):
    """Per plane (channels, samples), and the rows of PATH."""
    if request.get('geometry') == 'pixel':
        return flat_slices(cube, request)
    planes, least = averaged(cube.planes, request.get('binChannels', 1)), request.get('leastValid', 0.5)
    parts = curves(request['path'])
    starts = np.concatenate([[0], np.cumsum([c.length for c in parts])])
    whole = starts[-1]

    def on(s):
        i = max(0, min(len(parts) - 1, int(np.searchsorted(starts, s, 'right')) - 1))
        return i, parts[i](s - starts[i])

    pixel = cube.pixel_size(on(whole / 2)[1][0])
    spacing = request['spacingArcsec'] * AS if 'spacingArcsec' in request else pixel
    compat, fit = request.get('compat'), request.get('fit', True)
    n = int(np.floor(whole / spacing)) if compat else max(1, int(np.floor(whole / spacing + 0.5))) if fit else int(np.ceil(whole / spacing - 1e-6))
    step = whole / n if fit and not compat else spacing
    width = request.get('widthArcsec', 0.0) * AS
    across = 2 * int(np.floor(width * request.get('oversample', 1) / (2 * min(step, pixel)) + 1e-9)) + 1
    how, combine = request.get('interpolation', 'bilinear'), request.get('combine', 'mean')
    straight = len(parts) == 1 and request['path']['kind'] != 'outline'
    out = [np.full((len(plane), n), np.nan) for plane in planes]
    rows = []
    for j in range(n):
        s = (j + 0.5) * step
        i, (p, t) = on(s)
        vertex = i if s - starts[i] < starts[i + 1] - s else i + 1
        if 0 < vertex < len(parts) and abs(s - starts[vertex]) <= width / 2:
            both = parts[vertex - 1](parts[vertex - 1].length)[1] + parts[vertex](0)[1]
            t = norm(both - p * (both @ p))
        north, east = compass(p)
        x, y = cube.pixels([p])[0]
        rows.append(((s - (whole / 2 if straight else 0)) / AS, *lonlat(p), x + 1, y + 1, (np.degrees(np.arctan2(t @ east, t @ north)) + 360) % 360, i + 1))
        side = np.cross(t, p)
        offsets = (np.arange(across) - (across - 1) / 2) * width / across
        if how == 'area':
            half = (width or pixel) / across / 2
            quads = []
            for offset in offsets:
                corners = [move(move(p, side, offset + a)[0], t, b)[0] for a, b in ((-half, -step / 2), (-half, step / 2), (half, step / 2), (half, -step / 2))]
                quads.append(shares(cube.pixels(corners)))
        else:
            xy = cube.pixels([move(p, side, offset)[0] for offset in offsets])
        sample(planes, out, j, how, combine, across, least, quads if how == 'area' else xy)
    return out, np.array(rows), {'step': step / AS, 'across': across}


def flat_slices(cube, request):
    """The same in the plane of the pixels, as pvextractor measures: vertices become pixels, and lengths are those of pixels times their size."""
    planes, least = averaged(cube.planes, request.get('binChannels', 1)), request.get('leastValid', 0.5)
    parts = curves(request['path'])
    v = cube.pixels([parts[0](0)[0]] + [part(part.length)[0] for part in parts])
    legs = np.diff(v, axis=0)
    lengths = np.hypot(*legs.T)
    ways = legs / lengths[:, None]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    scale = cube.pixel_size(cube.sky([(v[0] + v[-1]) / 2])[0])
    whole, spacing = starts[-1], request['spacingArcsec'] * AS / scale if 'spacingArcsec' in request else 1.0
    compat, fit = request.get('compat'), request.get('fit', True)
    n = int(np.floor(whole / spacing + 1e-9)) if compat else max(1, int(np.floor(whole / spacing + 0.5))) if fit else int(np.ceil(whole / spacing - 1e-6))
    step = whole / n if fit and not compat else spacing
    width = request.get('widthArcsec', 0.0) * AS / scale
    across = 2 * int(np.floor(width * request.get('oversample', 1) / (2 * min(step, 1.0)) + 1e-9)) + 1
    how, combine = request.get('interpolation', 'bilinear'), request.get('combine', 'mean')
    out = [np.full((len(plane), n), np.nan) for plane in planes]
    rows = []
    for j in range(n):
        s = (j + 0.5) * step
        i = max(0, min(len(legs) - 1, int(np.searchsorted(starts, s, 'right')) - 1))
        at, way = v[i] + (s - starts[i]) * ways[i], ways[i]
        vertex = i if s - starts[i] < starts[i + 1] - s else i + 1
        p, ahead = cube.sky([at])[0], cube.sky([at - way / 2, at + way / 2])
        t = norm(ahead[1] - ahead[0] - p * ((ahead[1] - ahead[0]) @ p))
        if 0 < vertex < len(legs) and abs(s - starts[vertex]) <= width / 2:
            way = norm(ways[vertex - 1] + ways[vertex])
            ends = cube.sky([v[vertex] - ways[vertex - 1] / 2, v[vertex] + ways[vertex - 1] / 2, v[vertex] - ways[vertex] / 2, v[vertex] + ways[vertex] / 2])
            q = cube.sky([v[vertex]])[0]
            t = sum(norm(d - q * (d @ q)) for d in (ends[1] - ends[0], ends[3] - ends[2]))
            t = norm(t - p * (p @ t))
        north, east = compass(p)
        zero = whole / 2 if len(legs) == 1 else 0
        rows.append(((s - zero) * scale / AS, *lonlat(p), at[0] + 1, at[1] + 1, (np.degrees(np.arctan2(t @ east, t @ north)) + 360) % 360, i + 1))
        side = np.array([-way[1], way[0]])
        offsets = (np.arange(across) - (across - 1) / 2) * width / across
        if how == 'area':
            half = (width or 1.0) / across / 2
            places = [shares(np.array([at + side * (o + a) + way * b for a, b in ((-half, -step / 2), (-half, step / 2), (half, step / 2), (half, -step / 2))])) for o in offsets]
        else:
            places = [at + side * o for o in offsets]
        sample(planes, out, j, how, combine, across, least, places)
    return out, np.array(rows), {'step': step * scale / AS, 'across': across}


def sample(planes, out, j, how, combine, across, least, places):
    for plane, target in zip(planes, out):
        for k in range(len(plane)):
            if how == 'area':
                found = [area(plane[k], quad_) for quad_ in places]
            elif how == 'cubic':
                found = [cubic(plane[k], *at) for at in places]
            elif how == 'nearest':
                found = [nearest(plane[k], *at) for at in places]
            else:
                found = [linear(plane[k], *at, 1) for at in places]
            if combine == 'max':
                good = [v / w for v, w in found if w > 0 and w >= least - 1e-12]
                if good and len(good) >= across * least:
                    target[k, j] = max(good)
            else:
                v, w = np.sum(found, 0)
                if w > 0 and w >= across * least - 1e-9:
                    target[k, j] = v / w * (across if combine == 'sum' else 1)


# ---- cases -----------------------------------------------------------------------------------------------------------------------------

def centre(lon, lat, pa, length):
    return {'kind': 'centre', 'lonDeg': lon, 'latDeg': lat, 'paDeg': pa, 'lengthArcsec': length}


def polyline(*numbers):
    return {'kind': 'polyline', 'lonLatDeg': list(numbers)}


KINKED = polyline(150.008, 1.993, 150.001, 2.006, 149.9965, 1.9945, 149.9912, 2.0011)
CASES = [
    ('TANGENT', {'path': centre(150.0, 2.0, 30.0, 50.0)}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'interpolation': 'nearest'}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'interpolation': 'cubic'}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'interpolation': 'area'}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 120.0), 'widthArcsec': 11.0}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'widthArcsec': 11.0, 'interpolation': 'area'}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'widthArcsec': 11.0, 'interpolation': 'cubic', 'oversample': 2}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'widthArcsec': 9.0, 'combine': 'max'}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'widthArcsec': 9.0, 'combine': 'sum', 'interpolation': 'nearest'}),
    ('TANGENT', {'path': KINKED, 'widthArcsec': 7.0}),
    ('TANGENT', {'path': KINKED, 'widthArcsec': 7.0, 'fit': False, 'spacingArcsec': 3.3}),
    ('TANGENT', {'path': KINKED, 'compat': 'pvextractor', 'spacingArcsec': 3.3}),
    ('TANGENT', {'path': polyline(150.01, 2.0, 149.99, 2.004), 'reverse': True}),
    ('TANGENT', {'path': {'kind': 'outline', 'shape': {'kind': 'circle', 'lonDeg': 150.0, 'latDeg': 2.0, 'radiusDeg': 0.006}}, 'widthArcsec': 4.0}),
    ('TANGENT', {'path': {'kind': 'outline', 'shape': {'kind': 'ellipse', 'lonDeg': 150.0, 'latDeg': 2.0, 'aDeg': 0.008, 'bDeg': 0.003, 'paDeg': 40.0}}}),
    ('POLAR', {'path': {'kind': 'parallel', 'lonDeg': 0.3, 'latDeg': 88.68, 'lengthArcsec': 900.0}, 'widthArcsec': 100.0}),
    ('POLAR', {'path': {'kind': 'meridian', 'lonDeg': 359.0, 'latDeg': 88.7, 'lengthArcsec': 800.0}}),
    ('POLAR', {'path': polyline(355.0, 88.65, 5.0, 88.75, 2.0, 88.8), 'spacingArcsec': 25.0, 'interpolation': 'cubic'}),
    ('SWAPPED', {'path': centre(308.69, 60.151, 110.0, 500.0), 'widthArcsec': 50.0}),
    ('SWAPPED', {'path': centre(308.69, 60.151, 110.0, 300.0), 'interpolation': 'area', 'spacingArcsec': 31.0}),
    ('STOKES', {'path': polyline(359.9965, -20.002, 0.0015, -19.9985), 'widthArcsec': 5.0}),
    ('GALACTIC', {'path': centre(273.43, -18.3, 60.0, 2000.0), 'widthArcsec': 150.0}),
    ('BENT', {'path': centre(202.501, 47.199, 45.0, 50.0), 'widthArcsec': 6.0, 'interpolation': 'cubic'}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'binChannels': 2}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'widthArcsec': 7.0, 'binChannels': 3}),
    ('SWAPPED', {'path': centre(308.69, 60.151, 110.0, 500.0), 'widthArcsec': 50.0, 'binChannels': 2}),
    ('STOKES', {'path': polyline(359.9965, -20.002, 0.0015, -19.9985), 'binChannels': 3, 'combine': 'max', 'widthArcsec': 5.0}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'leastValid': 0.9}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'leastValid': 0, 'widthArcsec': 9.0, 'combine': 'max'}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 90.0), 'leastValid': 0.2, 'widthArcsec': 9.0}),
    ('TANGENT', {'path': centre(150.0001, 2.0001, 30.0, 50.0), 'geometry': 'pixel'}),
    ('TANGENT', {'path': centre(150.002, 2.001, 200.0, 60.0), 'geometry': 'pixel', 'widthArcsec': 8.0, 'interpolation': 'area', 'compat': 'pvextractor', 'spacingArcsec': 2.5}),
    ('TANGENT', {'path': KINKED, 'geometry': 'pixel', 'widthArcsec': 7.0, 'fit': False}),
    ('POLAR', {'path': {'kind': 'parallel', 'lonDeg': 0.3, 'latDeg': 88.68, 'lengthArcsec': 900.0}, 'geometry': 'pixel', 'widthArcsec': 100.0, 'interpolation': 'cubic'}),
    ('POLAR', {'path': {'kind': 'meridian', 'lonDeg': 359.0, 'latDeg': 88.7, 'lengthArcsec': 800.0}, 'geometry': 'pixel', 'fit': False}),
]

if __name__ == '__main__':
    hdus = [tangent(), polar(), swapped(), stokes(), galactic(), bent()]
    cubes = {hdu.name: Cube(hdu) for hdu in hdus}
    cases = []
    for number, (name, request) in enumerate(CASES):
        planes, rows, about = slices(cubes[name], request)
        for p, plane in enumerate(planes):
            hdus.append(fits.ImageHDU(plane, name=f'SLICE{number}_{p}'))
        hdus.append(fits.ImageHDU(rows, name=f'PATH{number}'))
        cases.append({'cube': name, 'request': request, **about, 'planes': len(planes)})
    out = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(out)
    with open('pv.fits.gz', 'wb') as file:
        file.write(gzip.compress(out.getvalue(), 9, mtime=0))
    with open('pv.json', 'w') as file:
        json.dump(cases, file, indent=1)
        file.write('\n')
