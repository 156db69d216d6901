#!/usr/bin/env python3
"""Makes profiles.fits.gz and profiles.json: an inclined disc, and radial profiles of it and of moment 0 of apertures.fits.gz, by kernels.md section 13 (numpy, astropy)."""
import gzip
import io
import json
import pathlib
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
C = 299792.458


def offsets(wcs, lon, lat, shape, n):
    """East and north (arcsec, tangent plane) of the n x n sub-pixels of every pixel."""
    ny, nx = shape
    steps = (np.arange(n) + 0.5) / n - 0.5
    gx, gy = np.meshgrid((np.arange(nx)[:, None] + steps).ravel(), (np.arange(ny)[:, None] + steps).ravel())
    ra, dec = np.radians(wcs.wcs_pix2world(gx.ravel(), gy.ravel(), 0))
    a0, d0 = np.radians([lon, lat])
    cosc = np.sin(d0) * np.sin(dec) + np.cos(d0) * np.cos(dec) * np.cos(ra - a0)
    east = np.cos(dec) * np.sin(ra - a0) / cosc
    north = (np.cos(d0) * np.sin(dec) - np.sin(d0) * np.cos(dec) * np.cos(ra - a0)) / cosc
    arcsec = np.degrees(1) * 3600
    return [(v * arcsec).reshape(ny, n, nx, n) for v in (east, north)]


def profile(image, wcs, request, pixel, beam_area):
    radii = np.array(request["radii"], float)
    widths = np.array(request["widths"], float) if "widths" in request else np.append(np.diff(radii), np.diff(radii)[-1])
    widths = np.broadcast_to(widths, radii.shape)
    pas, incs = [np.broadcast_to(np.radians(request[k]), radii.shape) for k in ("paDeg", "inclinationDeg")]
    n = max(2, int(np.ceil(4 * pixel / widths.min())))
    east, north = offsets(wcs, request["lonDeg"], request["latDeg"], image.shape, n)
    taken = np.zeros(east.shape, bool)
    rows = []
    for radius, width, pa, inc in zip(radii, widths, pas, incs):
        major = east * np.sin(pa) + north * np.cos(pa)
        minor = (east * np.cos(pa) - north * np.sin(pa)) / np.cos(inc)
        r = np.hypot(major, minor)
        inside = (r >= max(0, radius - width / 2)) & (r < radius + width / 2) & ~taken
        taken |= inside
        azimuth = np.degrees(np.arctan2(minor, major))
        parts = {"both": major == major, "receding": major >= 0, "approaching": major < 0}
        chosen = [(side, parts[side]) for side in request["sides"]] + [(f"sector {a:g} {b:g}", (azimuth - a) % 360 < b - a) for a, b in request.get("sectors", [])]
        for side, mask in chosen:
            part = inside & mask
            count = part.sum(axis=(1, 3))
            good, blank = np.isfinite(image) & (count > 0), ~np.isfinite(image) & (count > 0)
            values = np.repeat(image[good], count[good])
            row = {"side": side, "NPIX": count[good].sum() / n**2, "BLANK": count[blank].sum() / n**2}
            if len(values):
                area = row["NPIX"] * pixel**2
                beams = area / beam_area if beam_area else row["NPIX"]
                median = np.median(values)
                row.update(MEAN=values.mean(), MEDIAN=median, SUM=values.sum() / n**2, VARIANCE=values.var(), MAD=np.median(np.abs(values - median)),
                           MIN=values.min(), MAX=values.max(), ERR=values.std() / np.sqrt(max(1, beams)), FACEON=values.mean() * np.cos(inc) * (1 / beam_area if beam_area else 1))
            rows.append({k: v if isinstance(v, str) else float(v) for k, v in row.items()})
    return rows


def main():
    rng = np.random.default_rng(13)
    h = fits.Header()
    h["CTYPE1"], h["CRVAL1"], h["CRPIX1"], h["CDELT1"], h["CUNIT1"] = "RA---TAN", 40.0, 33.2, -2 / 3600, "deg"
    h["CTYPE2"], h["CRVAL2"], h["CRPIX2"], h["CDELT2"], h["CUNIT2"] = "DEC--TAN", -5.0, 30.7, 2 / 3600, "deg"
    h["RADESYS"], h["BUNIT"], h["BMAJ"], h["BMIN"], h["BPA"] = "ICRS", "Jy/beam", 6 / 3600, 4 / 3600, 0.0
    ny, nx = 60, 66
    wcs = WCS(h)
    east, north = [v.mean(axis=(1, 3)) for v in offsets(wcs, 40.0, -5.0, (ny, nx), 4)]
    pa, inc = np.radians([30, 60])
    r = np.hypot(east * np.sin(pa) + north * np.cos(pa), (east * np.cos(pa) - north * np.sin(pa)) / np.cos(inc))
    image = (np.exp(-r / 20) + rng.normal(0, 0.02, (ny, nx))).astype(">f4")
    image[30:34, 40:47] = np.nan
    raw = io.BytesIO()
    fits.PrimaryHDU(image, h).writeto(raw)
    (HERE / "profiles.fits.gz").write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))
    beam_area = np.pi * 6 * 4 / (4 * np.log(2))
    disc = {"lonDeg": 40.0, "latDeg": -5.0, "radii": [2, 6, 10, 14, 20, 28, 36, 44], "paDeg": [30], "inclinationDeg": [60], "sides": ["both", "receding", "approaching"]}
    warped = {**disc, "radii": [4, 12, 20, 28], "widths": [6], "paDeg": [10, 20, 30, 40], "inclinationDeg": [40, 50, 60, 70], "sides": ["both"]}
    narrow = {**disc, "radii": [5, 6, 7], "sides": ["both"]}
    sectors = {**disc, "radii": [10, 20, 30, 40], "sides": ["receding"], "sectors": [[-45, 45], [100, 200], [350, 500]]}
    images = [{"request": request, "rows": profile(image.astype(float), wcs, request, 2, beam_area)} for request in (disc, warped, narrow, sectors)]

    with fits.open(HERE / "apertures.fits.gz") as cube:
        header, data = cube[0].header, cube[0].data.astype(float)
    data[~np.isfinite(data)] = np.nan
    width = C * header["CDELT3"] / header["RESTFRQ"]
    moment = np.where(np.isfinite(data).any(axis=0), np.nansum(data, axis=0) * width, np.nan)
    request = {"lonDeg": 150.1012, "latDeg": 2.1991, "radii": [5, 15, 25, 35, 45], "paDeg": [80], "inclinationDeg": [45], "sides": ["both"]}
    cubes = [{"request": request, "rows": profile(moment, WCS(header).celestial, request, 5, None)}]
    (HERE / "profiles.json").write_text(json.dumps({"images": images, "cubes": cubes}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
