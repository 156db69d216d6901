"""Which pixels a SODA request selects, found by brute force with astropy (WCSLIB) and without any formula of the service.

Sky: every pixel is sampled on a grid inside its area and the outline of the shape is drawn densely; the pixels that either touches are
selected and their bounding box is the answer. Spectrum: a channel is selected when its cell overlaps the interval. Both 0-based.
"""
import warnings

import numpy as np
from astropy.coordinates import ICRS, SkyCoord
from astropy.time import Time
from astropy.wcs import WCSSUB_SPECTRAL
from astropy.wcs.utils import wcs_to_celestial_frame

warnings.simplefilter("ignore")
SAMPLES = 9  # per pixel and direction
STATES = {1: "I", 2: "Q", 3: "U", 4: "V", -1: "RR", -2: "LL", -3: "RL", -4: "LR", -5: "XX", -6: "YY", -7: "XY", -8: "YX"}


def shape_of(request):
    """('CIRCLE' | 'POLYGON' | 'RANGE', numbers) or None."""
    if "POS" in request:
        kind, *numbers = request["POS"].split()
        return kind, [float(x) for x in numbers]
    for kind in ("CIRCLE", "POLYGON"):
        if kind in request:
            return kind, [float(x) for x in request[kind].split()]
    return None


def unit(lon, lat):
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


def contains(shape, lon, lat):
    kind, v = shape
    if kind == "CIRCLE":
        return np.linalg.norm(unit(lon, lat) - unit(v[0], v[1]), axis=-1) <= 2 * np.sin(np.radians(v[2]) / 2)
    if kind == "RANGE":
        west, east = v[0], v[1]
        within = np.ones_like(lon, bool)
        if np.isfinite(west) and np.isfinite(east) and east - west < 360:
            within = (lon - west) % 360 <= (east - west) % 360
        return within & (lat >= v[2]) & (lat <= v[3])
    points = unit(np.array(v[0::2]), np.array(v[1::2]))
    normals = np.cross(points, np.roll(points, -1, 0))  # convex polygons only: inside of every edge, whatever the winding
    side = unit(lon, lat) @ normals.T
    return np.all(side >= 0, -1) | np.all(side <= 0, -1)


def outline(shape, n=4000):
    kind, v = shape
    t = np.linspace(0, 1, n)
    if kind == "CIRCLE":
        centre = unit(v[0], v[1])
        axis = np.cross(centre, [0, 0, 1.0]) if abs(centre[2]) < 0.9 else np.cross(centre, [1.0, 0, 0])
        u = axis / np.linalg.norm(axis)
        w = np.cross(centre, u)
        a, r = 2 * np.pi * t[:, None], np.radians(v[2])
        return degrees(np.cos(r) * centre + np.sin(r) * (np.cos(a) * u + np.sin(a) * w))
    if kind == "POLYGON":
        points = unit(np.array(v[0::2]), np.array(v[1::2]))
        edges = [a * (1 - t[:, None]) + b * t[:, None] for a, b in zip(points, np.roll(points, -1, 0))]
        return degrees(np.concatenate(edges))
    west, east = (v[0], v[1]) if np.isfinite(v[0]) and np.isfinite(v[1]) else (0.0, 360.0)
    south, north = max(v[2], -90), min(v[3], 90)
    lon = west + ((east - west) % 360 or 360) * t
    lat = south + (north - south) * t
    return (np.concatenate([lon, lon, np.full(n, west), np.full(n, east)]),
            np.concatenate([np.full(n, south), np.full(n, north), lat, lat]))


def degrees(vectors):
    x, y, z = vectors.T
    return np.degrees(np.arctan2(y, x)) % 360, np.degrees(np.arctan2(z, np.hypot(x, y)))


def sky_box(wcs, size, shape):
    """((x0, x1), (y0, y1)) or None; wcs is the celestial pair with longitude first, size the two NAXISn."""
    frame = wcs_to_celestial_frame(wcs)
    offsets = (np.arange(SAMPLES) + 0.5) / SAMPLES - 0.5
    x, y = [(np.arange(n)[:, None] + offsets).ravel() for n in size]
    grid = np.array(np.meshgrid(x, y, indexing="ij")).reshape(2, -1)
    here = SkyCoord(*wcs.all_pix2world(*grid, 0), unit="deg", frame=frame).transform_to(ICRS())
    hits = grid[:, contains(shape, here.ra.deg, here.dec.deg)]
    edge = SkyCoord(*outline(shape), unit="deg", frame="icrs").transform_to(frame).spherical
    try:
        drawn = np.array(wcs.all_world2pix(edge.lon.deg, edge.lat.deg, 0))
    except Exception:  # far outside the field an inverse distortion does not converge: the grid decides alone
        drawn = np.empty((2, 0))
    drawn = drawn[:, np.all(np.isfinite(drawn), 0)]
    pixels = np.floor(np.concatenate([hits, drawn], 1) + 0.5)
    inside = pixels[:, np.all((pixels >= 0) & (pixels < np.array(size)[:, None]), 0)]
    if inside.shape[1] == 0:
        return None
    return tuple((int(a.min()), int(a.max())) for a in inside)


def channels(wcs, count, band):
    """(first, last) or None for BAND = 'lo hi' in metres of vacuum wavelength."""
    low, high = [float(x) for x in band.split()]
    axis = wcs.sub([WCSSUB_SPECTRAL])
    if not axis.wcs.ctype[0].startswith("WAVE"):
        axis.wcs.sptr("WAVE-???")
    edges = axis.wcs_pix2world(np.arange(count + 1) - 0.5, 0)[0]
    left, right = np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:])
    taken = (left <= low) & (low <= right) if low == high else (np.maximum(left, low) < np.minimum(right, high))
    return (int(np.flatnonzero(taken)[0]), int(np.flatnonzero(taken)[-1])) if taken.any() else None


def frames(wcs, axis, count, interval):
    """(first, last) or None for TIME = 'lo hi', MJD in UTC; a time axis in seconds since MJDREF."""
    low, high = [float(x) for x in interval.split()]
    pixels = np.tile(wcs.wcs.crpix, (count + 1, 1))
    pixels[:, axis] = np.arange(count + 1) + 0.5
    seconds = wcs.wcs_pix2world(pixels, 1)[:, axis]
    edges = Time(sum(wcs.wcs.mjdref) + seconds / 86400, format="mjd", scale=wcs.wcs.timesys.lower()).utc.mjd
    taken = (np.maximum(edges[:-1], low) < np.minimum(edges[1:], high)) if low < high else (edges[:-1] <= low) & (low <= edges[1:])
    return (int(np.flatnonzero(taken)[0]), int(np.flatnonzero(taken)[-1])) if taken.any() else None


def states(wcs, axis, count):
    """The label of every plane of the polarization axis."""
    codes = [wcs.wcs.crval[axis] + (p + 1 - wcs.wcs.crpix[axis]) * wcs.wcs.cdelt[axis] for p in range(count)]
    return [STATES[int(round(c))] for c in codes]
