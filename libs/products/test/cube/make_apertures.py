#!/usr/bin/env python3
"""Makes apertures.fits.gz, apertures-masks.fits.gz and apertures.json: a small cube, masks of it, and what spectra, channel maps and profiles of it are by their definitions (numpy, astropy).

Coverage of pixels is that of 100 x 100 points in each, by great-circle separation and position angle on the sky; so fluxes are right to some 1e-5.
"""
import gzip
import io
import json
import pathlib
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
NX, NY, NZ = 31, 27, 9
SIDE = 100
C = 299792458.0
REST = 1.420405752e9


def header():
    h = fits.Header()
    h["CTYPE1"], h["CRVAL1"], h["CRPIX1"], h["CDELT1"], h["CUNIT1"] = "RA---SIN", 150.1, 15.5, -5 / 3600, "deg"
    h["CTYPE2"], h["CRVAL2"], h["CRPIX2"], h["CDELT2"], h["CUNIT2"] = "DEC--SIN", 2.2, 14.0, 5 / 3600, "deg"
    h["CTYPE3"], h["CRVAL3"], h["CRPIX3"], h["CDELT3"], h["CUNIT3"] = "FREQ", 1.4190e9, 1.0, 2e5, "Hz"
    h["RADESYS"], h["SPECSYS"], h["RESTFRQ"] = "ICRS", "LSRK", REST
    h["BUNIT"], h["OBJECT"] = "Jy/beam", "GALAXY"
    h["CASAMBM"] = True
    return h


def cube(rng):
    y, x = np.mgrid[0:NY, 0:NX]
    data = rng.normal(0, 0.1, (NZ, NY, NX))
    for k in range(NZ):
        data[k] += (1 + 0.3 * k) * np.exp(-(((x - 14 - 0.5 * k) / 6) ** 2 + ((y - 13) / 4) ** 2)) + 0.02 * k
    data[:, 12, 13] = np.nan
    data[4, 5:9, :] = np.nan
    data[6] = np.nan
    data[7, 13, 15] = np.inf
    return data.astype(">f4")


def separation(wcs, lon, lat):
    """Separation (deg) and position angle (deg) of the sub-pixels of every pixel from a place: NY, SIDE, NX, SIDE."""
    steps = (np.arange(SIDE) + 0.5) / SIDE - 0.5
    ys = (np.arange(NY)[:, None] + steps).ravel()
    xs = (np.arange(NX)[:, None] + steps).ravel()
    gx, gy = np.meshgrid(xs, ys)
    ra, dec = wcs.celestial.wcs_pix2world(gx.ravel(), gy.ravel(), 0)
    there, here = SkyCoord(ra * u.deg, dec * u.deg), SkyCoord(lon * u.deg, lat * u.deg)
    shape = (NY, SIDE, NX, SIDE)
    return here.separation(there).deg.reshape(shape), here.position_angle(there).deg.reshape(shape), ra, dec


def coverage(wcs, aperture):
    kind = aperture["kind"]
    if kind == "polygon":
        lon, lat = np.array(aperture["verticesDeg"]).reshape(-1, 2).T
        _, _, ra, dec = separation(wcs, lon[0], lat[0])
        # A convex polygon of great circles: on the same side of every one of them.
        v = np.array([np.cos(np.radians(lat)) * np.cos(np.radians(lon)), np.cos(np.radians(lat)) * np.sin(np.radians(lon)), np.sin(np.radians(lat))]).T
        p = np.array([np.cos(np.radians(dec)) * np.cos(np.radians(ra)), np.cos(np.radians(dec)) * np.sin(np.radians(ra)), np.sin(np.radians(dec))])
        sides = np.array([np.cross(v[i], v[(i + 1) % len(v)]) @ p for i in range(len(v))])
        inside = (np.all(sides > 0, axis=0) | np.all(sides < 0, axis=0)).reshape(NY, SIDE, NX, SIDE)
    else:
        sep, pa, _, _ = separation(wcs, aperture["lonDeg"], aperture["latDeg"])
        if kind == "circle":
            inside = sep <= aperture["radiusDeg"]
        elif kind == "annulus":
            inside = (sep <= aperture["outerDeg"]) & (sep > aperture["innerDeg"])
        else:
            angle = np.radians(pa - aperture["paDeg"])
            inside = np.hypot(sep * np.cos(angle) / aperture["aDeg"], sep * np.sin(angle) / aperture["bDeg"]) <= 1
    return inside.mean(axis=(1, 3))


def centre(wcs, circle):
    y, x = np.mgrid[0:NY, 0:NX]
    ra, dec = wcs.celestial.wcs_pix2world(x.ravel(), y.ravel(), 0)
    here = SkyCoord(circle["lonDeg"] * u.deg, circle["latDeg"] * u.deg)
    return (here.separation(SkyCoord(ra * u.deg, dec * u.deg)).deg <= circle["radiusDeg"]).reshape(NY, NX).astype(float)


def point(wcs, place):
    """Of the pixel that holds a position, or of the four around it."""
    x, y = wcs.celestial.wcs_world2pix(place["lonDeg"], place["latDeg"], 0)
    w = np.zeros((NY, NX))
    if place["interpolation"] == "nearest":
        w[int(np.floor(y + 0.5)), int(np.floor(x + 0.5))] = 1
        return w
    i, j = int(np.floor(x)), int(np.floor(y))
    w[j : j + 2, i : i + 2] = np.outer([j + 1 - y, y - j], [i + 1 - x, x - i])
    return w


def spectrum(data, w, method, omega_p, omega_b, sky=None, statistic="mean", sigma=None, scale=False, factor=None, whole=None):
    """Flux and error of every channel by kernels.md section 12; w of all channels or of each."""
    w_all, whole_all = (w if w.ndim == 3 else [w] * len(data)), whole
    flux, error, valid, cover = [], [], [], []
    for k in range(len(data)):
        plane, w = data[k].astype(float), w_all[k]
        whole = whole_all if whole_all is not None else w.sum()
        ok = np.isfinite(plane) & (w > 0)
        valid.append(int(ok.sum()))
        cover.append(float(w[ok].sum() / whole) if whole > 0 else None)
        if not ok.any():
            flux.append(None), error.append(None)
            continue
        i, ww = plane[ok], w[ok]
        finite = plane[np.isfinite(plane)]
        level, level_error, noise = 0.0, 0.0, sigma if sigma is not None else 1.4826 * np.median(np.abs(finite - np.median(finite)))
        if sky is not None:
            near = np.isfinite(plane) & (sky > 0)
            values, ws = plane[near], sky[near]
            mean = (ws * values).sum() / ws.sum()
            noise = np.sqrt((ws * (values - mean) ** 2).sum() / ws.sum() * near.sum() / (near.sum() - 1))
            level = mean if statistic == "mean" else np.median(values)
            level_error = noise / np.sqrt(max(ws.sum() * omega_p / omega_b[k], 1)) * (1 if statistic == "mean" else np.sqrt(np.pi / 2))
        n_b = ww.sum() * omega_p / omega_b[k]
        i = i - level
        values = {
            "mean": lambda: (ww * i).sum() / ww.sum(),
            "sum": lambda: (ww * i).sum(),
            "sum_beam": lambda: (ww * i).sum() * omega_p / omega_b[k],
            "median": lambda: np.median(i),
            "min": i.min,
            "max": i.max,
            "rms": lambda: np.sqrt((ww * i**2).sum() / ww.sum()),
            "extrema": lambda: i[np.argmax(np.abs(i))],
        }
        more = factor[k] if factor is not None else 1.0
        if scale and method in ("sum", "sum_beam") and cover[-1] >= 0.8:
            more /= cover[-1]
        flux.append(float(values[method]()) * more)
        if method in ("min", "max", "rms", "extrema"):
            error.append(None)
        elif method == "sum_beam":
            error.append(float(np.hypot(noise * np.sqrt(max(n_b, 1)), n_b * level_error)) * more)
        elif method == "sum":
            error.append(float(np.hypot(noise * np.sqrt(max(n_b, 1)) * ww.sum() / n_b, ww.sum() * level_error)) * more)
        else:
            error.append(float(np.hypot(noise / np.sqrt(max(n_b, 1)), level_error) * (np.sqrt(np.pi / 2) if method == "median" else 1)))
    return {"flux": flux, "error": error, "valid": valid, "coverage": cover}


def panels(data, edges, bins, integrate):
    out = np.full((len(bins), NY, NX), np.nan)
    for b, (low, high) in enumerate(bins):
        total, weight = np.zeros((NY, NX)), np.zeros((NY, NX))
        for k in range(NZ):
            a, z = sorted(edges[k : k + 2])
            part = max(0.0, min(z, high) - max(a, low))
            ok = np.isfinite(data[k]) & (part > 0)
            total[ok] += part * data[k][ok].astype(float)
            weight[ok] += part
        enough = weight >= (high - low) / 2 * (1 - 1e-12)
        out[b][enough] = (total if integrate else total / np.where(weight > 0, weight, 1))[enough]
    return out


def main():
    rng = np.random.default_rng(20260304)
    h, data = header(), None
    data = cube(rng)
    beams = np.array([(15 + 0.5 * k, 12 + 0.3 * k, 20, k, 0) for k in range(NZ)], dtype=[("BMAJ", ">f4"), ("BMIN", ">f4"), ("BPA", ">f4"), ("CHAN", ">i4"), ("POL", ">i4")])
    primary, table = fits.PrimaryHDU(data, h), fits.BinTableHDU(beams, name="BEAMS")
    table.header["NCHAN"], table.header["NPOL"] = NZ, 1
    table.header["TUNIT1"], table.header["TUNIT2"], table.header["TUNIT3"] = "arcsec", "arcsec", "deg"
    raw = io.BytesIO()
    fits.HDUList([primary, table]).writeto(raw)
    (HERE / "apertures.fits.gz").write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))

    wcs = WCS(h)
    arcsec2 = np.radians(1 / 3600) ** 2
    omega_p = 25 * arcsec2
    omega_b = np.pi * beams["BMAJ"].astype(float) * beams["BMIN"].astype(float) / (4 * np.log(2)) * arcsec2
    place = {"lonDeg": 150.1012, "latDeg": 2.1991}
    circle = {"kind": "circle", **place, "radiusDeg": 27 / 3600}
    apertures = {
        "circle": circle,
        "ellipse": {"kind": "ellipse", **place, "aDeg": 44 / 3600, "bDeg": 17 / 3600, "paDeg": 35.0},
        "annulus": {"kind": "annulus", **place, "innerDeg": 12 / 3600, "outerDeg": 33 / 3600},
        "polygon": {"kind": "polygon", "verticesDeg": [150.107, 2.192, 150.095, 2.190, 150.089, 2.204, 150.101, 2.209]},
        "small": {"kind": "circle", "lonDeg": 150.0952, "latDeg": 2.1934, "radiusDeg": 7 / 3600},
        "gappy": {"kind": "circle", "lonDeg": 150.1012, "latDeg": 2.1885, "radiusDeg": 22 / 3600},
        "nearest": {"kind": "point", "lonDeg": 150.0937, "latDeg": 2.1946, "interpolation": "nearest"},
        "bilinear": {"kind": "point", "lonDeg": 150.0937, "latDeg": 2.1946, "interpolation": "bilinear"},
        "edge": {"kind": "circle", "lonDeg": 150.1219, "latDeg": 2.2, "radiusDeg": 25 / 3600},
    }
    cases = []

    def add(name, w, method, **more):
        options = dict(more)
        sky = options.pop("background", None)
        scale = options.get("missing") == "scale"
        factor = None
        if options.get("apertureCorrection"):
            factor = 1 / (1 - np.exp(-4 * np.log(2) * (apertures[name]["radiusDeg"] * 3600) ** 2 / (beams["BMAJ"].astype(float) * beams["BMIN"])))
        made = spectrum(data, w, method, omega_p, omega_b, sky=ring if sky else None, statistic=(sky or {}).get("statistic", "mean"), sigma=options.get("sigma"), scale=scale, factor=factor, whole=1.0 if apertures[name]["kind"] == "point" else None)
        cases.append({"aperture": apertures[name], "method": method, **more, **made})

    ring = coverage(wcs, {"kind": "annulus", **place, "innerDeg": 50 / 3600, "outerDeg": 65 / 3600})
    weights = {name: coverage(wcs, apertures[name]) for name in ("circle", "ellipse", "annulus", "polygon")}
    for name in ("circle", "ellipse", "annulus", "polygon"):
        for method in ("mean", "sum_beam"):
            add(name, weights[name], method, sigma=0.1)
    for method in ("sum", "median", "min", "max", "rms", "extrema"):
        add("circle", weights["circle"], method, sigma=0.1)
    for statistic in ("mean", "median"):
        for method in ("mean", "sum_beam", "sum", "median", "rms", "extrema"):
            add("circle", weights["circle"], method, background={"innerDeg": 50 / 3600, "outerDeg": 65 / 3600, "statistic": statistic})
    for method in ("mean", "sum_beam", "median", "rms"):
        add("circle", centre(wcs, circle), method, edge="center")

    for method in ("mean", "sum", "sum_beam"):
        add("circle", weights["circle"], method, sigma=0.1, missing="scale")
        add("ellipse", weights["ellipse"], method)
        add("gappy", coverage(wcs, apertures["gappy"]), method, sigma=0.1, missing="scale")
    add("circle", weights["circle"], "sum_beam", apertureCorrection=True)
    add("small", coverage(wcs, apertures["small"]), "sum_beam", sigma=0.1, apertureCorrection=True)
    add("small", coverage(wcs, apertures["small"]), "mean", sigma=0.1)
    for name in ("nearest", "bilinear"):
        add(name, point(wcs, apertures[name]), "mean")

    y, x = np.mgrid[0:NY, 0:NX]
    flat = (((x - 15) / 7.0) ** 2 + ((y - 13) / 5.0) ** 2 <= 1).astype(">i2")
    deep = np.array([(((x - 14 - 0.5 * k) / 6.0) ** 2 + ((y - 13) / 4.0) ** 2 <= 1 + 0.1 * k) & (k != 8) for k in range(NZ)]).astype("u1")
    sky_header = fits.Header({k: v for k, v in h.items() if not k.endswith("3") and k not in ("CASAMBM", "BUNIT", "SPECSYS", "RESTFRQ")})
    raw = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(flat, sky_header), fits.ImageHDU(deep, h)]).writeto(raw)
    (HERE / "apertures-masks.fits.gz").write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))
    masks = []
    for hdu, mask in enumerate((flat, deep)):
        for method in ("mean", "sum", "sum_beam", "median", "extrema"):
            more = {"sigma": 0.1} if method == "sum" else {"missing": "scale"} if method == "sum_beam" else {}
            made = spectrum(data, mask.astype(float), method, omega_p, omega_b, sigma=more.get("sigma"), scale="missing" in more)
            masks.append({"hdu": hdu, "method": method, **more, **made, "pixels": int(mask.reshape(-1, NY, NX).sum(axis=(1, 2)).max())})

    frequency = h["CRVAL3"] + h["CDELT3"] * np.arange(NZ)
    edges = C * (REST - (h["CRVAL3"] + h["CDELT3"] * (np.arange(NZ + 1) - 0.5))) / REST / 1e3
    low, high = edges.min(), edges.max()
    maps = []
    for request in ({"step": 100.0}, {"panels": 3}):
        width = request.get("step") or (high - low) / request["panels"]
        count = request.get("panels") or int(np.ceil((high - low) / width - 1e-9))
        bins = [(low + width * i, low + width * (i + 1)) for i in range(count)]
        for integrate in (False, True):
            made = panels(data, edges, bins, integrate)
            maps.append({
                **request, "combine": "integrate" if integrate else "mean", "bins": bins,
                "values": [[None if np.isnan(v) else float(np.float32(v)) for v in plane.ravel()[::7]] for plane in made],
                "blank": [int(np.isnan(plane).sum()) for plane in made],
                "noise": [None if np.isnan(plane).all() else float(1.4826 * np.nanmedian(np.abs(plane - np.nanmedian(plane)))) for plane in made],
            })
    out = {
        "frequency": frequency.tolist(), "velocity": (C * (REST - frequency) / REST).tolist(), "wavelength": (C / frequency).tolist(),
        "beam": omega_b.tolist(), "pixel": omega_p, "cases": cases, "masks": masks, "maps": maps,
    }
    (HERE / "apertures.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
