"""Moments 0, 1, 2 (variance) and 8 of real line cubes at some pixels, by spectral-cube 0.6. Run: SODALITE_REAL_DATA=… /usr/bin/python3 make_real_moments.py
Two cubes are computed in numpy on their linear axis instead: spectral-cube takes the VELO-HEL and VELO-LSR of AIPS (no VELREF: optical velocities) as
relativistic ones and converts them, which moves every channel by up to 0.5 % of its velocity. MUSE says CTYPE3 = LINEAR, which it does not know."""
import json
import os
import warnings

import astropy.units as u
import numpy as np
from astropy.io import fits
from spectral_cube import SpectralCube

warnings.simplefilter("ignore")
REAL = os.environ["SODALITE_REAL_DATA"]
LINEAR = {"kapteyn_ngc6946_hi_ncp_i16": 1, "kinms_ngc4324_co_velolsr_4d": 1e-3, "mpdaf_muse_hdfs_linear": 1}
FILES = {
    "kapteyn_ngc6946_hi_ncp_i16": None,
    "kinms_ngc4324_co_velolsr_4d": None,
    "mpdaf_muse_hdfs_linear": None,
    "glue_l1448_13co_sfl_vopt": "optical",
    "filfinder_ngc4321_alma_co_vrad_f64": "radio",
    "carta_m17swex_freq_3d": "radio",
    "kinms_test_simcube_vrad_f64": "radio",
    "spectralcube_iras2a_arc_vrad_4d": "radio",
    "pyspeckit_ccs_tan_vrad_f64": "radio",
    "cubeviz_sinfoni_wave_um": None,
}
NAMES = ("MOM0", "MOM1", "VARIANCE", "MOM8")


def linear(name):
    hdus = fits.open(os.path.join(REAL, f"{name}.fits"))
    hdu = next(h for h in hdus if h.data is not None)
    h, data = hdu.header, np.squeeze(hdu.data).astype(float)
    step = h.get("CDELT3", 1.0) * h.get("PC3_3", 1.0)
    x = ((h["CRVAL3"] + (np.arange(data.shape[0]) + 1 - h["CRPIX3"]) * step) * LINEAR[name])[:, None, None]
    good = np.isfinite(data)
    total = np.where(good, data, 0).sum(0)
    mean = np.where(good, data * x, 0).sum(0) / total
    variance = np.where(good, data * (x - mean) ** 2, 0).sum(0) / total
    blank = ~good.any(0)
    maps = [total * abs(step * LINEAR[name]), mean, variance, np.nanmax(data, axis=0)]
    return [np.where(blank, np.nan, m) for m in maps]


def by_spectral_cube(name, convention):
    cube = SpectralCube.read(os.path.join(REAL, f"{name}.fits"))
    cube.allow_huge_operations = True
    peak = cube.max(axis=0).value
    if convention:
        cube = cube.with_spectral_unit(u.km / u.s, velocity_convention=convention)
    return [np.squeeze(cube.moment(order=o).value) for o in (0, 1, 2)] + [np.squeeze(peak)]


def main():
    found = {}
    for name, convention in FILES.items():
        maps = linear(name) if name in LINEAR else by_spectral_cube(name, convention)
        ny, nx = maps[0].shape
        pixels = [int(p) for p in np.linspace(0, nx * ny - 1, 40)]
        values = {n: [None if not np.isfinite(m.flat[p]) else float(f"{m.flat[p]:.9g}") for p in pixels] for n, m in zip(NAMES, maps)}
        found[name] = {"nx": nx, "ny": ny, "pixels": pixels, **values}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "real-moments.json"), "w") as file:
        json.dump(found, file, separators=(",", ":"))


main()
