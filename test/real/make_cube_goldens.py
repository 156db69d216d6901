#!/usr/bin/python3
"""Makes cube-goldens.json.gz: what products of real line cubes should hold, by the definitions. Run: make_cube_goldens.py FOLDER cube-goldens.json.gz

Nothing of the service is used: coordinates are closed formulas, positions astropy.wcs and astropy.coordinates, slices scipy.ndimage.map_coordinates,
parts of pixels clipped polygons, everything else numpy in double precision. Moments are set against spectral-cube on the way where it reads the axis
as its header says (see README.md); it is needed here, not by the tests.
"""
import gzip
import hashlib
import json
import os
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import ICRS, SkyCoord
from astropy.io import fits
from astropy.wcs import WCS, WCSSUB_LATITUDE, WCSSUB_LONGITUDE
from astropy.wcs.utils import wcs_to_celestial_frame
from scipy.ndimage import binary_dilation, map_coordinates
from scipy.ndimage import label as connected

warnings.simplefilter("ignore")
np.seterr(all="ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../libs/products/test/cube"))
from make_profiles import profile  # noqa: E402  the definition of rings

C = 299792.458
FOLDER, OUT = sys.argv[1:3]


# ---- spectral axes ---------------------------------------------------------------------------------------------------------------------

def card(h, keyword, axis, default=None):
    return h.get(f"{keyword}{axis + 1}", default)


def linear(h, axis, p):
    step = card(h, "CD%d_" % (axis + 1), axis, card(h, "CDELT", axis, 1.0))
    return card(h, "CRVAL", axis) + (p + 1 - card(h, "CRPIX", axis)) * step


def kms(h, axis, p):
    return linear(h, axis, p)


def metres(h, axis, p):
    return linear(h, axis, p) / 1e3


def radio(h, axis, p):
    return C * (1 - linear(h, axis, p) / h.get("RESTFRQ", h.get("RESTFREQ")))


def optical(h, axis, p):
    return C * (h.get("RESTFRQ", h.get("RESTFREQ")) / linear(h, axis, p) - 1)


def logarithmic(h, axis, p):
    start = card(h, "CRVAL", axis)
    return start * np.exp((linear(h, axis, p) - start) / start)


def gipsy(h, axis, p):
    """FREQ-OHEL: CRVAL is topocentric, DRVAL the optical velocity in the barycentre."""
    rest, topocentric = h["RESTFRQ"], h["CRVAL1"] * 1e9
    barycentric = rest / (1 + h["DRVAL1"] / C)
    towards = C * (barycentric**2 - topocentric**2) / (barycentric**2 + topocentric**2)
    step = h["CDELT1"] * 1e9 * np.sqrt((C - towards) / (C + towards))
    return C * (rest / (barycentric + (p + 1 - h["CRPIX1"]) * step) - 1)


# file: coordinate of 0-based pixels, unit, more of every request, what spectral-cube makes of it
FILES = {
    "kapteyn_ngc6946_hi_ncp_i16": (kms, "km/s", {}, None),
    "glue_l1448_13co_sfl_vopt": (metres, "km/s", {}, "optical"),
    "kinms_ngc4324_co_velolsr_4d": (metres, "km/s", {}, None),
    "carta_m17swex_freq_3d": (radio, "km/s", {}, "radio"),
    "filfinder_ngc4321_alma_co_vrad_f64": (metres, "km/s", {}, "radio"),
    "kapteyn_manyaxes_freqohel_i32": (gipsy, "km/s", {}, None),
    "casacore_ngc2403_freq_optvelref_4d": (optical, "km/s", {"DOPPLER": "optical"}, None),
    "pyspeckit_ccs_tan_vrad_f64": (metres, "km/s", {}, "radio"),
    "kapteyn_ra_pol_freq_dec": (linear, "Hz", {}, None),
    "carta_noise_4d_velo_stokes": (metres, "km/s", {}, None),
    "mpdaf_muse_hdfs_linear": (linear, "Angstrom", {}, None),
    "cubeviz_sinfoni_wave_um": (linear, "um", {}, "native"),
    "cubeviz_manga_wave-log": (logarithmic, "Angstrom", {}, None),
}
# Noise beside the image: its HDU, and the power that makes variances of it.
COMPANIONS = {"mpdaf_muse_hdfs_linear": ("STAT", 1), "cubeviz_manga_wave-log": ("IVAR", -1)}


class Cube:
    """planes[plane, channel, latitude, longitude], whatever the order of the axes is."""

    def __init__(self, name):
        self.name = name
        coordinate, self.unit, self.more, self.convention = FILES[name]
        self.path = os.path.join(FOLDER, name + ".fits")
        with fits.open(self.path, do_not_scale_image_data=True) as hdus:
            hdu = next(h for h in hdus if h.is_image and h.header["NAXIS"] >= 3)
            h, raw = hdu.header.copy(), np.array(hdu.data)
            noise = hdus[COMPANIONS[name][0]].data.astype(float) if name in COMPANIONS else None
        data = raw.astype(float)
        if raw.dtype.kind == "i" and "BLANK" in h:
            data[raw == h["BLANK"]] = np.nan
        data = data * h.get("BSCALE", 1.0) + h.get("BZERO", 0.0)
        data[~np.isfinite(data)] = np.nan
        self.isDouble = h["BITPIX"] == -64
        if name == "kapteyn_manyaxes_freqohel_i32":
            coordinates = h.copy()
            h["CTYPE1"], h["CUNIT1"], h["CUNIT4"] = "FREQ", "GHz", ""
        else:
            coordinates = h
        if name == "kapteyn_ra_pol_freq_dec":
            h["CUNIT2"] = ""
        w = WCS(h)
        lon, lat = w.wcs.lng, w.wcs.lat
        spec = next(a for a in range(data.ndim) if str(card(h, "CTYPE", a)).startswith(("FREQ", "V", "WAVE", "LINEAR", "AWAV")))
        n = data.ndim
        order = [n - 1 - axis for axis in (spec, lat, lon)]
        other = [a for a in range(n) if a not in order]

        def planes(array):
            moved = np.transpose(array, other + order)
            return moved.reshape((-1,) + moved.shape[len(other):])

        self.header, self.planes = h, planes(data)
        self.variance = None
        if noise is not None:
            self.variance = planes(noise if COMPANIONS[name][1] == 1 else np.where(noise > 0, 1 / noise, np.nan))
        self.nz, self.ny, self.nx = self.planes.shape[1:]
        self.latitudeFirst = lat < lon
        self.w = w.sub([WCSSUB_LONGITUDE, WCSSUB_LATITUDE])
        equinox = h.get("EQUINOX", h.get("EPOCH"))
        self.frame = wcs_to_celestial_frame(self.w) if equinox != 0 else ICRS()
        self.at = lambda p: coordinate(coordinates, spec, p)
        k = np.arange(self.nz)
        self.x = np.array([coordinate(coordinates, spec, p) for p in k])
        self.edges = np.array([coordinate(coordinates, spec, p - 0.5) for p in range(self.nz + 1)])
        self.width = np.abs(np.diff(self.edges))
        self.pixel = float(np.sqrt(abs(np.linalg.det(self.w.pixel_scale_matrix)))) * 3600

    def index(self, x, y):
        """Of a pixel in a plane of a product."""
        return int(x * self.ny + y) if self.latitudeFirst else int(y * self.nx + x)

    def sky(self, x, y):
        lon, lat = self.w.all_pix2world(np.asarray(x, float), np.asarray(y, float), 0)
        return SkyCoord(lon, lat, unit="deg", frame=self.frame).icrs

    def pixels(self, at):
        c = at.transform_to(self.frame).spherical
        return self.w.all_world2pix(c.lon.deg, c.lat.deg, 0)

    def centre(self):
        """Rounded, so that a query has it."""
        at = self.sky([0.52 * self.nx], [0.47 * self.ny])[0]
        return round(at.ra.deg, 7), round(at.dec.deg, 7)

    def chosen(self):
        """Pixels that goldens have: the brightest, and some all over."""
        peak = np.where(np.isfinite(self.planes), self.planes, -np.inf).max(axis=(0, 1)).ravel()
        found = [*np.argsort(-peak)[:6], *np.linspace(0, peak.size - 1, 8).astype(int)]
        return [(int(p) % self.nx, int(p) // self.nx) for p in dict.fromkeys(found)]


# ---- moments ---------------------------------------------------------------------------------------------------------------------------

def maps(i, cube, kept, valid):
    """Of one spectrum; kernels of every id. Errors are for a noise of 1 in all channels."""
    k = np.flatnonzero(kept)
    if len(k) == 0:
        return {"NCHAN": 0}
    edges = cube.edges
    lines = {**parabola(i, cube, k, valid), "W50": line_width(i, cube, k, valid, 0.5), "W20": line_width(i, cube, k, valid, 0.2)}
    i, xs, ws = i[k], cube.x[k], cube.width[k]
    total = (i * ws).sum()
    mean = xs[0] + (i * (xs - xs[0]) * ws).sum() / total

    def mu(n):
        return (i * (xs - mean) ** n * ws).sum() / total

    variance = mu(2)
    deviation = np.sqrt(variance) if variance >= 0 else np.nan
    found = {
        "NCHAN": len(k), "MOM-1": i.mean(), "MOM0": total, "MOM1": mean, "MOM2": deviation, "MOM3": np.median(i), "MOM4": np.nan,
        "MOM5": i.std(ddof=1) if len(k) > 1 else np.nan, "MOM6": np.sqrt((i**2).mean()), "MOM7": np.abs(i - i.mean()).mean(),
        "MOM8": i.max(), "MOM9": xs[i.argmax()], "MOM10": i.min(), "MOM11": xs[i.argmin()], "VARIANCE": variance, "SKEWNESS": mu(3) / deviation**3,
        "KURTOSIS": mu(4) / variance**2 - 3, "ORDER3": mu(3), "ORDER4": mu(4), "BOXWIDTH": total / i.max(), "GAUSSWIDTH": total / i.max() / np.sqrt(2 * np.pi),
    }
    if i.min() >= 0 or i.max() <= 0:
        i = np.abs(i)
        sums = np.cumsum(i * ws)
        at = int(np.argmax(sums >= sums[-1] / 2))
        before = sums[at - 1] if at else 0.0
        found["MOM4"] = edges[k[at]] + (sums[-1] / 2 - before) / (sums[at] - before) * (edges[k[at] + 1] - edges[k[at]])
    found.update(lines)
    found["MOM0_ERR"] = np.sqrt((ws**2).sum())
    found["MOM1_ERR"] = np.sqrt(((ws * (xs - mean) / total) ** 2).sum())
    spread = np.sqrt(((ws * ((xs - mean) ** 2 - variance) / total) ** 2).sum())
    found["VARIANCE_ERR"], found["MOM2_ERR"] = spread, spread / (2 * deviation)
    return found


def parabola(i, cube, k, valid):
    """Through the largest sample that is kept and both its neighbours."""
    at = k[i[k].argmax()]
    if not (0 < at < cube.nz - 1 and valid[at - 1] and valid[at + 1]):
        return {"PEAK": i[at], "PEAKX": cube.x[at]}
    slope, bend = (i[at + 1] - i[at - 1]) / 2, (i[at + 1] + i[at - 1] - 2 * i[at]) / 2
    if not bend < 0:
        return {"PEAK": i[at], "PEAKX": cube.x[at]}
    shift = np.clip(-slope / (2 * bend), -0.5, 0.5)
    return {"PEAK": i[at] + shift * slope + shift**2 * bend, "PEAKX": cube.at(at + shift)}


def line_width(i, cube, k, valid, part):
    """Between the outermost crossings of a part of the peak; the edge of a channel where there is none."""
    level = part * i[k].max()
    if not level > 0:
        return np.nan
    above = k[i[k] >= level]

    def crossing(inside, outside, edge):
        if not (0 <= outside < cube.nz and valid[outside] and i[outside] < level):
            return edge
        return np.interp(level, [i[outside], i[inside]], [cube.x[outside], cube.x[inside]])

    first, last = above[0], above[-1]
    return abs(crossing(last, last + 1, cube.edges[last + 1]) - crossing(first, first - 1, cube.edges[first]))


def mad(values):
    """NaN where more than half of the values are the same: that is no noise, and nothing is above it."""
    values = values[np.isfinite(values)]
    spread = 1.4826 * np.median(np.abs(values - np.median(values)))
    return spread if spread > 0 else np.nan


def quantile(cube, q):
    return float(f"{np.nanquantile(cube.planes, q):.6g}")


def selections(cube):
    """label: (query, what is kept of each plane, samples too near to the threshold to tell)"""
    data = cube.planes
    none = np.zeros(data.shape, bool)
    low, high = max(quantile(cube, 0.6), 1e-9), quantile(cube, 0.9995)
    yield "all", {}, np.isfinite(data), none
    yield "include", {"INCLUDE": f"{low} {high}"}, (data >= low) & (data <= high), none
    middle = float(f"{np.nanquantile(np.abs(data), 0.5):.6g}")
    yield "exclude", {"EXCLUDE": f"{middle}"}, np.abs(data) >= middle, none
    first, last = 2 + cube.nz // 5, cube.nz - 1
    range_ = np.zeros(cube.nz, bool)
    range_[first - 1:last] = True
    yield "channels", {"CHANNEL": f"{first} {last}"}, np.isfinite(data) & range_[None, :, None, None], none
    if cube.unit == "km/s":
        # Interval of centres: from the middle of one channel to just beyond the middle of another, in rising velocity.
        ends = sorted([cube.x[first - 1], cube.x[last - 1]])
        yield "velocities", {"VELO": f"{ends[0]:.12g} {ends[1]:.12g}"}, np.isfinite(data) & range_[None, :, None, None], none
    if cube.variance is None:
        sigma = np.stack([np.full(plane.shape, mad(plane)) for plane in data])
        yield "nsigma", {"NSIGMA": "1.5"}, data >= 1.5 * sigma, np.abs(data / sigma - 1.5) < 4e-3
        by_channel = np.stack([np.broadcast_to([[[mad(channel)]] for channel in plane], plane.shape) for plane in data])
        yield "channel-noise", {"NSIGMA": "1.5", "ABS": "1", "NOISESCOPE": "channel"}, np.abs(data) >= 1.5 * by_channel, np.abs(np.abs(data) / by_channel - 1.5) < 4e-3
        by_pixel = np.apply_along_axis(mad, 1, data)[:, None] * np.ones((1, cube.nz, 1, 1))
        if cube.name in MASKED:
            seen = np.stack([regions(plane, noise) for plane, noise in zip(data, by_pixel)])
            yield "two-level", {"TWOLEVEL": "1", "NOISESCOPE": "pixel"}, seen, none
            grown = np.stack([binary_dilation(plane, GROWTH) for plane in seen]) & np.isfinite(data)
            yield "grown", {"TWOLEVEL": "1", "NOISESCOPE": "pixel", "GROWXY": "2", "GROWV": "1"}, grown, none
        yield "pixel-noise", {"NSIGMA": "1", "NOISESCOPE": "pixel"}, data >= by_pixel, np.abs(data / by_pixel - 1) < 1e-6
    else:
        sigma = np.sqrt(cube.variance)
        times = float(f"{np.nanquantile(data / sigma, 0.7):.6g}")
        yield "companion", {"NSIGMA": f"{times}"}, data >= times * sigma, np.abs(data / sigma - times) < 1e-6 * times


# Lines wide enough for masks of connected channels.
MASKED = ("kapteyn_ngc6946_hi_ncp_i16", "glue_l1448_13co_sfl_vopt", "kinms_ngc4324_co_velolsr_4d", "filfinder_ngc4321_alma_co_vrad_f64")
# A disc of two pixels, one channel to either side.
GROWTH = np.broadcast_to(np.add.outer(np.arange(-2, 3) ** 2, np.arange(-2, 3) ** 2) <= 4, (3, 5, 5))


def runs(bits, least):
    """Voxels that are in so many channels one after another."""
    pairs = bits[:-1] & bits[1:]
    assert least == 2
    found = np.zeros_like(bits)
    found[:-1] |= pairs
    found[1:] |= pairs
    return found


def regions(plane, sigma):
    """Connected by faces, of twice the noise in two channels, with a core of four times the noise in two."""
    core, wing = runs(plane >= 4 * sigma, 2), runs(plane >= 2 * sigma, 2)
    numbers, _ = connected(wing)
    held = np.unique(numbers[core & wing])
    return np.isin(numbers, held[held > 0])


def moments(cube):
    for name, query, kept, near in selections(cube):
        pixels = [(x, y) for x, y in cube.chosen() if not near[:, :, y, x].any()]
        asked = kept.any(axis=(0, 2, 3)) if name in ("channels", "velocities") else np.ones(cube.nz, bool)
        valid = np.isfinite(cube.planes) & asked[:, None, None]
        each = [maps(plane[:, y, x], cube, choice[:, y, x] & seen[:, y, x], seen[:, y, x]) for plane, choice, seen in zip(cube.planes, kept, valid) for x, y in pixels]
        names = max(each, key=len)
        assert len(names) > 1, (cube.name, name)
        found = {id: [one.get(id, np.nan) for one in each] for id in names}
        if cube.convention and name in ("all", "include"):
            against_spectral_cube(cube, name, kept, found, pixels)
        golden = {"label": name, "query": {**cube.more, **query}, "pixels": [cube.index(x, y) for x, y in pixels], "maps": found, "kept": int((kept & np.isfinite(cube.planes)).sum())}
        if name == "nsigma":
            golden["noise"] = [mad(plane) for plane in cube.planes]
        yield golden


def against_spectral_cube(cube, selection, kept, found, pixels):
    """The same by spectral-cube."""
    from spectral_cube import SpectralCube

    theirs = SpectralCube.read(cube.path)
    theirs.allow_huge_operations = True
    mask = kept[0] if not cube.latitudeFirst else None
    to = {} if cube.convention == "native" else {"velocity_convention": cube.convention}
    theirs = theirs.with_mask(mask).with_spectral_unit(u.Unit(cube.unit), **to)
    flip = theirs.spectral_axis[0].value - theirs.spectral_axis[-1].value
    assert np.sign(flip) == np.sign(cube.x[0] - cube.x[-1]), cube.name
    by = {
        "MOM-1": theirs.mean(axis=0), "MOM0": theirs.moment(order=0), "MOM1": theirs.moment(order=1), "VARIANCE": theirs.moment(order=2), "ORDER3": theirs.moment(order=3),
        "ORDER4": theirs.moment(order=4), "MOM3": theirs.median(axis=0), "MOM5": theirs.std(axis=0) * np.sqrt(1 + 1 / (kept[0].sum(0) - 1)),  # theirs is of n, not n - 1
        "MOM8": theirs.max(axis=0), "MOM10": theirs.min(axis=0), "MOM2": theirs.linewidth_sigma(),
        "MOM9": theirs.argmax_world(axis=0), "MOM11": theirs.argmin_world(axis=0),
    }
    worst = 0.0
    scale = np.array(found["MOM8"]) * cube.width.sum() / np.abs(found["MOM0"])
    for name, image in by.items():
        there, mine = np.array([np.asarray(image)[y, x] for x, y in pixels]), np.array(found[name])
        # Where weights of both signs cancel, its single precision has no digits left; it uses one width for all channels.
        good = np.isfinite(mine) & np.isfinite(there) & (scale < 20)
        span = max(np.abs(mine[good]).max(initial=0), 1e-30)
        worst = max(worst, np.abs(there - mine)[good].max(initial=0) / span)
        assert (np.isfinite(mine) == np.isfinite(there))[scale < 20].all(), (cube.name, name, mine, there)
        assert np.allclose(there[good], mine[good], rtol=2e-5, atol=2e-5 * span), (cube.name, name, there - mine)
    print(f"  {selection}: {len(by)} maps as spectral-cube has them, to {worst:.1e} of the largest")


# ---- slices ----------------------------------------------------------------------------------------------------------------------------

def sampled(plane, x, y):
    """Bilinear: values times weights, and weights, of blanks 0."""
    valid = np.isfinite(plane)
    at = np.array([np.ravel(y), np.ravel(x)])
    return [map_coordinates(image, at, order=1, mode="grid-constant", cval=0.0, prefilter=False).reshape(np.shape(x)) for image in (np.where(valid, plane, 0.0), valid.astype(float))]


def slices(cube):
    channels = sorted({0, cube.nz // 2, cube.nz - 1})
    lon, lat = cube.centre()
    pa = 62.0
    length, spacing = [float(f"{size * cube.pixel:.6g}") for size in (0.6 * min(cube.nx, cube.ny), 0.9)]
    middle = SkyCoord(lon, lat, unit="deg")
    count = max(1, int(np.floor(length / spacing + 0.5)))
    step = length / count
    offsets = (np.arange(count) + 0.5) * step - length / 2
    along = middle.directional_offset_by(pa * u.deg, offsets * u.arcsec)
    # The direction at each sample, of the great circle there.
    ahead = middle.directional_offset_by(pa * u.deg, (offsets + 3600) * u.arcsec)
    local = along.position_angle(ahead)
    for width in (0.0, 3.2 * min(step, cube.pixel)):
        width = float(f"{width:.6g}")
        places = 2 * int(np.floor(width / (2 * min(step, cube.pixel)) + 1e-9)) + 1
        across = (np.arange(places) - (places - 1) / 2) * width / places
        at = along[:, None].directional_offset_by(local[:, None] + 90 * u.deg, across[None, :] * u.arcsec)
        x, y = cube.pixels(at)
        values = []
        for plane in cube.planes:
            for k in channels:
                value, weight = [part.sum(axis=1) for part in sampled(plane[k], x, y)]
                values += list(np.where(weight >= 0.5 * places, value / weight, np.nan))
        yield {
            "query": {**cube.more, "CENTER": f"{lon} {lat}", "PA": f"{pa}", "LENGTH": f"{length}", "SPACING": f"{spacing}", **({"WIDTH": f"{width}"} if width else {})},
            "channels": channels, "samples": count, "step": step, "values": values, "lonDeg": list(along.ra.deg), "latDeg": list(along.dec.deg),
        }


# ---- channel maps ----------------------------------------------------------------------------------------------------------------------

def panels(cube):
    low, high = cube.edges.min(), cube.edges.max()
    width = float(f"{2.37 * np.median(cube.width) * max(1, cube.nz / 16):.6g}")
    count = int(np.ceil((high - low) / width - 1e-9))
    bottom, top = np.minimum(cube.edges[:-1], cube.edges[1:]), np.maximum(cube.edges[:-1], cube.edges[1:])
    if high - (low + (count - 1) * width) < 0.5 * width:
        count -= 1  # blank, whatever the cube holds
    for combine in ("mean", "integrate"):
        values = []
        for plane in cube.planes:
            for n in range(count):
                a, b = low + n * width, low + (n + 1) * width
                part = np.clip(np.minimum(top, b) - np.maximum(bottom, a), 0, None)  # f times the width
                for x, y in cube.chosen():
                    i = plane[:, y, x]
                    good = np.isfinite(i)
                    covered, total = part[good].sum(), (i[good] * part[good]).sum()
                    values.append(np.nan if covered < 0.5 * width else total / covered if combine == "mean" else total)
        yield {
            "query": {**cube.more, "STEP": f"{width}", "COMBINE": combine}, "maps": count, "first": low + width / 2, "step": width,
            "pixels": [cube.index(x, y) for x, y in cube.chosen()], "values": values,
        }


# ---- spectra ---------------------------------------------------------------------------------------------------------------------------

def clipped(corners, axis, limit, sign):
    kept = []
    inside = sign * (corners[:, axis] - limit) >= 0
    for n in range(len(corners)):
        a, b = corners[n - 1], corners[n]
        if inside[n] != inside[n - 1]:
            kept.append(a + (b - a) * (limit - a[axis]) / (b[axis] - a[axis]))
        if inside[n]:
            kept.append(b)
    return np.array(kept).reshape(-1, 2)


def coverage(cube, lon, lat, a, b, pa):
    """Part of each pixel in an ellipse of the sky, whose outline is a polygon of the same area."""
    n = 720
    t = (np.arange(n) + 0.5) * 2 * np.pi / n
    grown = np.sqrt((2 * np.pi / n) / np.sin(2 * np.pi / n))
    major, minor = a * grown * np.cos(t), b * grown * np.sin(t)
    outline = SkyCoord(lon, lat, unit="deg").directional_offset_by((pa + np.degrees(np.arctan2(minor, major))) * u.deg, np.hypot(major, minor) * u.deg)
    corners = np.stack(cube.pixels(outline), -1)
    found = np.zeros((cube.ny, cube.nx))
    low, high = np.floor(corners.min(0) + 0.5).astype(int), np.ceil(corners.max(0) - 0.5).astype(int)
    for y in range(max(0, low[1]), min(cube.ny - 1, high[1]) + 1):
        strip = clipped(clipped(corners, 1, y - 0.5, 1), 1, y + 0.5, -1)
        for x in range(max(0, low[0]), min(cube.nx - 1, high[0]) + 1):
            if len(strip) == 0:
                continue
            piece = clipped(strip, 0, x - 0.5, 1)
            piece = clipped(piece, 0, x + 0.5, -1) if len(piece) else piece
            if len(piece) > 2:
                px, py = piece.T
                found[y, x] = 0.5 * abs(np.dot(px, np.roll(py, -1)) - np.dot(py, np.roll(px, -1)))
    return found


def spectra(cube):
    lon, lat = cube.centre()
    rows = sorted({int(k) for k in np.linspace(0, cube.nz - 1, 12)})
    size = 0.2371 * min(cube.nx, cube.ny) * cube.pixel / 3600
    radius, minor, inner, outer = [float(f"{part * size:.6g}") for part in (1.0, 0.6, 1.2, 1.7)]
    circle = {"CIRCLE": f"{lon} {lat} {radius}"}
    round_, oval = coverage(cube, lon, lat, radius, radius, 0.0), coverage(cube, lon, lat, radius, minor, 25.0)
    ring = coverage(cube, lon, lat, outer, outer, 0.0) - coverage(cube, lon, lat, inner, inner, 0.0)
    ring[ring < 1e-12] = 0
    unit = str(cube.header.get("BUNIT", "")).upper()
    beam = np.pi * cube.header["BMAJ"] * cube.header["BMIN"] / (4 * np.log(2)) if "BMAJ" in cube.header else None
    pixel = (cube.pixel / 3600) ** 2

    def total(i, w):
        return (i * w).sum()

    def mean(i, w):
        return total(i, w) / w.sum()

    def over(w, of):
        """of(values, weights) in each channel of each plane."""
        out = []
        for plane in cube.planes:
            for k in rows:
                good = np.isfinite(plane[k]) & (w > 0)
                out.append(of(plane[k][good], w[good]) if good.any() else np.nan)
        return np.array(out)

    cases = [
        ({**circle, "METHOD": "mean"}, over(round_, mean)),
        ({"ELLIPSE": f"{lon} {lat} {radius} {minor} 25", "METHOD": "sum"}, over(oval, total)),
        ({"ANNULUS": f"{lon} {lat} {inner} {outer}", "METHOD": "rms"}, over(ring, lambda i, w: np.sqrt((i**2 * w).sum() / w.sum()))),
        ({**circle, "METHOD": "mean", "BACKGROUND": f"{inner} {outer}"}, over(round_, mean) - over(ring, mean)),
        ({**circle, "METHOD": "median"}, over(round_, lambda i, w: np.median(i))),
        ({**circle, "METHOD": "extrema"}, over(round_, lambda i, w: i[np.abs(i).argmax()])),
    ]
    if beam and unit == "JY/BEAM":
        cases.append(({**circle, "METHOD": "sum_beam"}, over(round_, total) * pixel / beam))
    if unit == "K":
        cases.append(({**circle, "METHOD": "sum_beam"}, over(round_, total) * pixel * np.radians(1) ** 2))
    for query, values in cases:
        yield {"query": {**cube.more, **query}, "rows": rows, "values": list(values)}


# ---- profiles --------------------------------------------------------------------------------------------------------------------------

class InIcrs:
    def __init__(self, cube):
        self.cube = cube

    def wcs_pix2world(self, x, y, _):
        at = self.cube.sky(x, y)
        return at.ra.deg, at.dec.deg


def profiles(cube):
    if min(cube.nx, cube.ny) < 15:
        return
    lon, lat = cube.centre()
    step = float(f"{0.09 * min(cube.nx, cube.ny) * cube.pixel:.6g}")
    radii = [(n + 0.5) * step for n in range(5)]
    request = {"lonDeg": lon, "latDeg": lat, "radii": radii, "widths": [step], "paDeg": [62.0], "inclinationDeg": [40.0], "sides": ["both", "receding"]}
    plane = cube.planes[0]
    image = np.where(np.isfinite(plane).any(0), np.nansum(plane * cube.width[:, None, None], axis=0), np.nan)
    rows = profile(image, InIcrs(cube), request, cube.pixel, None)
    for side in request["sides"]:
        kept = [row for row in rows if row["side"] == side]
        yield {
            "query": {**cube.more, "CENTER": f"{lon} {lat}", "PA": "62", "INCLINATION": "40", "RINGSTEP": f"{step}", "RMAX": f"{5 * step:.9g}", "SIDE": side},
            **{name: [row.get(name, np.nan) for row in kept] for name in ("MEAN", "MEDIAN", "MAX", "NPIX", "VARIANCE")},
        }


# ---- all -------------------------------------------------------------------------------------------------------------------------------

def plain(value, digits=9):
    """For JSON; places have more digits than values, which are those of float32."""
    if isinstance(value, dict):
        return {name: plain(each, 12 if name in ("lonDeg", "latDeg", "coordinates", "step", "first") else digits) for name, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each, digits) for each in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.{digits}g}") if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def main():
    goldens = {}
    for name in FILES:
        cube = Cube(name)
        print(name, cube.planes.shape, flush=True)
        with open(cube.path, "rb") as file:
            sha256 = hashlib.sha256(file.read()).hexdigest()
        goldens[name] = plain({
            "sha256": sha256, "unit": cube.unit, "isDouble": cube.isDouble, "axes": [cube.ny, cube.nx] if cube.latitudeFirst else [cube.nx, cube.ny], "planes": len(cube.planes), "channels": cube.nz,
            "width": np.median(cube.width), "span": cube.width.sum(), "peak": np.nanmax(np.abs(cube.planes)), "coordinates": list(cube.x[:: max(1, cube.nz // 8)]),
            "hasCompanion": cube.variance is not None,
            "moments": list(moments(cube)), "slices": list(slices(cube)), "panels": list(panels(cube)), "spectra": list(spectra(cube)), "profiles": list(profiles(cube)),
        })
    with open(OUT, "wb") as file:
        file.write(gzip.compress((json.dumps(goldens, separators=(",", ":")) + "\n").encode(), 9, mtime=0))


main()
