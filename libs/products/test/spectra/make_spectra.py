#!/usr/bin/env python3
"""Makes spectra.json: small FITS files with the kinds of spectra that archives hold, and what is in them.

Usage: make_spectra.py > spectra.json

Each case has the file (gzip, base64), and for each spectrum the vacuum wavelengths in metres, the flux, and what a band leaves.
Wavelengths come from numpy, scipy and formulae, not from the code under test.
"""

import base64
import gzip
import io
import json
import sys

import numpy as np
from astropy.io import fits
from scipy.interpolate import BSpline

C = 299792458.0
H = 6.62607015e-34
EV = 1.602176634e-19
AA = 1e-10
cases = {}


def refraction(air):
    s = 1 / air**2
    return 1.000064328 + 2.554e8 / (0.41e14 - s) + 294.981e8 / (1.46e14 - s)


def touching(wave, low, high):
    """A sample reaches half way to its neighbours, as far on the other side where there is none."""
    gaps = np.diff(wave) / 2
    down, up = np.append(np.nan, gaps), np.append(gaps, np.nan)
    down, up = np.where(np.isnan(down), up, down), np.where(np.isnan(up), down, up)
    a, b = wave - down, wave + up
    return (np.minimum(a, b) < high) & (np.maximum(a, b) > low)


def add(name, hdus, spectra, **more):
    """`spectra`: pairs of wavelengths (metres, vacuum) and fluxes."""
    out = io.BytesIO()
    fits.HDUList(hdus).writeto(out)
    waves = [np.asarray(wave, dtype="f8") for wave, _ in spectra]
    middle = waves[len(waves) // 2]
    n = len(middle)
    low, high = sorted(middle[[n // 3, n // 2]])
    spans = []
    for wave in waves:
        inside = np.flatnonzero(touching(wave, low, high))
        spans.append(None if inside.size == 0 else [int(inside[0]), int(inside[-1])])
    cases[name] = {
        "fits": base64.b64encode(gzip.compress(out.getvalue(), mtime=0)).decode(),
        "metres": [[None if np.isnan(v) else v for v in wave.tolist()] for wave in waves],
        "flux": [[None if np.isnan(v) else v for v in np.asarray(flux, dtype="f8").tolist()] for _, flux in spectra],
        # from the middle of one sample to that of another: both are touched, and no neighbour
        "band": [float(low), float(high)],
        "spans": spans,
        **more,
    }


def table(columns, **cards):
    hdu = fits.BinTableHDU.from_columns([fits.Column(**column) for column in columns])
    for keyword, value in cards.items():
        hdu.header[keyword.replace("__", "-")] = value
    return hdu


def column(name, format, array, unit=None, dim=None):
    return dict(name=name, format=format, array=array, unit=unit, dim=dim)


def image(data, **cards):
    hdu = fits.PrimaryHDU(np.asarray(data))
    for keyword, value in cards.items():
        hdu.header[keyword.replace("__", "-")] = value
    return hdu


N = 24
FLUX = (np.sin(np.arange(N)) * 7).astype("f4")
SMALL = np.linspace(1, 2, N).astype("f4")
LOG = 3.5682 + 1e-4 * np.arange(N)

# LAMOST up to DR8: five rows of an image
rows = np.array([FLUX, SMALL, 10**LOG, np.zeros(N), np.ones(N)], dtype="f4")
lamost = dict(TELESCOP="LAMOST", COEFF0=3.5682, COEFF1=1e-4, CRVAL1=3.5682, CD1_1=1e-4, CRPIX1=1.0, CTYPE1="LINEAR", DC__FLAG=1, VACUUM=True)
add("lamost-rows", [image(rows, **lamost)], [(10**LOG * AA, FLUX)], medium="vacuum")

# LAMOST from DR9: a row with a vector for each quantity
vectors = [("FLUX", FLUX), ("IVAR", SMALL), ("WAVELENGTH", (10**LOG).astype("f4")), ("ANDMASK", np.zeros(N)), ("NORMALIZATION", SMALL)]
coadd = table([column(name, f"{N}E", [values]) for name, values in vectors], EXTNAME="COADD")
primary = fits.PrimaryHDU()
primary.header["TELESCOP"] = "LAMOST"
primary.header["RA"], primary.header["DEC"] = 10.25, 41.5
primary.header["DATE-OBS"] = "2014-01-15T11:22:00"
add("lamost-vectors", [primary, coadd], [((10**LOG).astype("f4").astype("f8") * AA, FLUX)], medium="vacuum")

# BOSS: a sample in each row, exposures behind the coadded spectrum, each with its own grid
boss = fits.PrimaryHDU()
boss.header["TELESCOP"], boss.header["PLUG_RA"], boss.header["PLUG_DEC"] = "SDSS 2.5-M", 150.5, 2.25


def boss_table(first, name, scale):
    loglam = (first + 1e-4 * np.arange(N)).astype("f4")
    columns = [column("flux", "E", FLUX * scale), column("loglam", "E", loglam), column("ivar", "E", SMALL), column("and_mask", "J", np.arange(N))]
    return table(columns, EXTNAME=name), (10 ** loglam.astype("f8") * AA, FLUX * np.float32(scale))


(one, first), (two, second) = boss_table(3.58, "COADD", 1), boss_table(3.5805, "B1-00112233", 2)
lines = table([column("LINENAME", "8A", ["Ha", "Hb"]), column("LINEWAVE", "D", [6564.6, 4862.7])], EXTNAME="SPZLINE")
add("boss", [boss, one, lines, two], [first, second], medium="vacuum")

# Green Bank: a spectrum in each row, two intermediate frequencies that take turns
frequencies = np.array([1.42e9, 1.612e9] * 3)
steps = np.array([-1e4, 1e4] * 3)
data = (np.arange(6)[:, None] * 100 + np.arange(N)[None, :]).astype("f4")
sdfits = table(
    [
        column("OBJECT", "8A", ["M31"] * 6),
        column("CTYPE1", "8A", ["FREQ-OBS"] * 6),
        column("CRVAL1", "D", frequencies, "Hz"),
        column("DATA", f"{N}E", data, "K"),
        column("CRPIX1", "D", np.array([12.5] * 6)),
        column("CDELT1", "D", steps, "Hz"),
        column("RESTFREQ", "D", frequencies, "Hz"),
    ],
    EXTNAME="SINGLE DISH",
)
grids = [C / (frequencies[k] + (np.arange(N) + 1 - 12.5) * steps[k]) for k in range(6)]
add("gbt-sdfits", [fits.PrimaryHDU(), sdfits], list(zip(grids, data)))

# SDFITS with cards for what is the same in all rows, and polarizations within a cell
cells = np.arange(2 * 2 * N).reshape(2, 2, N).astype("f4")
cards = dict(EXTNAME="SINGLE DISH", CTYPE1="FREQ", CRVAL1=1.42e9, CDELT1=1e4, CRPIX1=3.0)
add(
    "sdfits-cards",
    [fits.PrimaryHDU(), table([column("SCAN", "J", [1, 2]), column("DATA", f"{2 * N}E", cells, "K", f"({N},2)")], **cards)],
    [(C / (1.42e9 + (np.arange(N) - 2) * 1e4), row) for row in cells.reshape(4, N)],
)

# Units, one file each; the last two run backwards
x = np.arange(N)
UNITS = {
    "nm": ("WAVELENGTH", "nm", 500 + 0.5 * x, lambda v: v * 1e-9),
    "um": ("WAVE", "um", 2.1 + 0.01 * x, lambda v: v * 1e-6),
    "GHz": ("FREQ", "GHz", 86.0 + 0.1 * x, lambda v: C / (v * 1e9)),
    "keV": ("ENERGY", "keV", 0.5 + 0.01 * x, lambda v: H * C / (v * 1e3 * EV)),
    "per-cm": ("WAVENUMBER", "cm-1", 4000.0 + 2 * x, lambda v: 0.01 / v),
    "km-per-s": ("VRAD", "km/s", -100.0 + 5 * x, lambda v: C / (115.271202e9 * (1 - v * 1e3 / C))),
    "vopt": ("VHELIO", "km/s", 900.0 + 5 * x, lambda v: C / 1.420405751e9 * (1 + v * 1e3 / C)),
    "air": ("WAVE_AIR", "Angstrom", 5000.0 + 2 * x, lambda v: v * AA * refraction(v * AA)),
    "log10": ("lam", "log10(Angstrom)", 3.6 + 1e-3 * x, lambda v: 10**v * AA),
    "decreasing": ("LAMBDA", "Angstrom", 7000.0 - 3 * x, lambda v: v * AA),
    "decreasing-nm": ("Wave", "nm", 900.0 - 0.25 * x**1.1, lambda v: v * 1e-9),
}
RESTS = {"km-per-s": 115.271202e9, "vopt": 1.420405751e9}
for name, (label, unit, values, metres) in UNITS.items():
    hdu = table([column(label, "D", values, unit), column("FLUX", "E", FLUX, "Jy"), column("FLUX_ERR", "E", SMALL, "Jy")])
    if name in RESTS:
        hdu.header["RESTFRQ"] = RESTS[name]
    add(f"unit-{name}", [fits.PrimaryHDU(), hdu], [(metres(values), FLUX)])

# What the data model says goes before names
utypes = table([column("A", f"{N}D", [500.0 + x], "nm"), column("B", f"{N}E", [FLUX]), column("C", f"{N}E", [SMALL]), column("FREQ", f"{N}D", [x])])
for number, utype in enumerate(["SpectralAxis.Value", "FluxAxis.Value", "FluxAxis.Accuracy.StatError"], 1):
    utypes.header[f"TUTYP{number}"] = f"spec:Data.{utype}"
utypes.header["TUCD1"] = "em.wl;obs.atmos"
air = (500.0 + x) * 1e-9
add("utypes", [fits.PrimaryHDU(), utypes], [(air * refraction(air), FLUX)], medium="air")

# WCS: logarithmic, and air
add("wave-log", [image(FLUX, CTYPE1="WAVE-LOG", CUNIT1="Angstrom", CRVAL1=5000.0, CDELT1=1.5, CRPIX1=5.0)],
    [(5000 * AA * np.exp(1.5 * (x - 4) / 5000), FLUX)])
air = (5000 + 1.5 * (x - 4)) * AA
add("awav", [image(FLUX, CTYPE1="AWAV", CUNIT1="Angstrom", CRVAL1=5000.0, CDELT1=1.5, CRPIX1=5.0)], [(air * refraction(air), FLUX)], medium="air")


# WCS by table, which must go along; with errors beside the flux
coords = (500 + x**1.2) * 1e-9
errors = fits.ImageHDU(SMALL, name="ERR")
lookup = table([column("COORDS", f"{N}D", [coords], "m", f"(1,{N})")], EXTNAME="WCS-TABLE")
tab = dict(CTYPE1="WAVE-TAB", CUNIT1="m", CRVAL1=1.0, CDELT1=1.0, CRPIX1=1.0, PS1_0="WCS-TABLE", PS1_1="COORDS", PV1_1=1, PV1_2=1, PV1_3=1)
add("wave-tab", [image(FLUX, **tab), errors, lookup], [(coords, FLUX)])

# IRAF multispec, every type of dispersion
def multispec(specs):
    text = "wtype=multispec " + " ".join(f'spec{k} = "{spec}"' for k, spec in enumerate(specs, 1))
    cards = {f"WAT2_{k + 1:03d}": text[68 * k : 68 * k + 68] for k in range(-(-len(text) // 68))}
    data = np.array([FLUX * (k + 1) for k in range(len(specs))], dtype="f4")
    head = dict(CTYPE1="MULTISPE", CTYPE2="MULTISPE", CDELT1=1.0, CDELT2=1.0, WCSDIM=2, WAT0_001="system=multispec", WAT1_001="wtype=multispec label=Wavelength units=angstroms")
    return image(data, **head, **cards), data


p = x + 1.0
coefficients = [6000.0, 50.0, -1.25, 0.05]
knots = np.arange(-3, 3 + 3 + 1)  # three pieces
spline = [1000.0, 1010.0, 1018.0, 1030.0, 1041.0, 1050.0]
s = (p - 1) / (N - 1) * 3
linear_spline = [6000.0, 6020.0, 6050.0]
pixels = np.round(6000 + 3 * x + 0.01 * x**2, 3)
pairs = [1.0, 6000.0, 10.0, 6030.0, float(N), 6100.0]
spec = lambda k, dtype, w1, dw, z, functions="": f"{k} {k} {dtype} {w1} {dw} {N} {z} 1. 2. {functions}".strip()
text = lambda numbers: " ".join(repr(float(v)) for v in numbers)
domain = [1, N]
kinds = [
    (spec(1, 0, 6000.0, 2.5, 0.0), 6000 + 2.5 * x),
    (spec(2, 1, 3.8, 1e-4, 0.0), 10 ** (3.8 + 1e-4 * x)),
    (spec(3, 2, 0, 0, 0.001, f"1. 0. 1 4 1. {N}. {text(coefficients)}"), np.polynomial.chebyshev.Chebyshev(coefficients, domain)(p) / 1.001),
    (spec(4, 2, 0, 0, 0.0, f"1. 0. 2 4 1. {N}. {text(coefficients)}"), np.polynomial.legendre.Legendre(coefficients, domain)(p)),
    # the basis of IRAF is six times that of a uniform B-spline
    (spec(5, 2, 0, 0, 0.0, f"1. 0. 3 3 1. {N}. {text(spline)}"), 6 * BSpline(knots, spline, 3)(s)),
    (spec(6, 2, 0, 0, 0.0, f"1. 0. 4 2 1. {N}. {text(linear_spline)}"), np.interp((p - 1) / (N - 1) * 2, [0, 1, 2], linear_spline)),
    (spec(7, 2, 0, 0, 0.0, f"1. 0. 5 {N} {text(pixels)}"), pixels),
    (spec(8, 2, 0, 0, 0.0, f"1. 0. 6 3 {text(pairs)}"), np.interp(p, pairs[::2], pairs[1::2])),
    # two functions with weights and zero points
    (spec(9, 2, 0, 0, 0.0, f"0.25 4. 1 2 1. {N}. 6000. 40. 0.75 1. 2 2 1. {N}. 6000. 44."),
     0.25 * (4 + np.polynomial.chebyshev.Chebyshev([6000, 40], domain)(p)) + 0.75 * (1 + np.polynomial.legendre.Legendre([6000, 44], domain)(p))),
]
hdu, data = multispec([kind for kind, _ in kinds])
add("multispec", [hdu], [(wave * AA, flux) for (_, wave), flux in zip(kinds, data)])
hdu, data = multispec([spec(1, -1, 0, 1, 0), kinds[0][0]])
add("multispec-none", [hdu], [(np.full(N, np.nan), data[0]), (kinds[0][1] * AA, data[1])])

# Holes in the wavelengths, and cells of variable length
holes = 5000.0 + 2 * x
holes[[0, 7]] = np.nan
add("holes", [fits.PrimaryHDU(), table([column("WAVELENGTH", "D", holes, "Angstrom"), column("FLUX", "E", FLUX)])], [(holes * AA, FLUX)])
short = 16
waves = [6000.0 + 2 * x[:short], 5000.0 + 2 * x]
fluxes = [FLUX[:short] * 2, FLUX]
cells = [np.empty(2, dtype=object), np.empty(2, dtype=object)]
for cell, arrays in zip(cells, (waves, fluxes)):
    cell[:] = arrays
variable = [column("WAVE", "PD()", cells[0], "Angstrom"), column("FLUX", "PE()", cells[1])]
padded = lambda values: np.append(values, np.full(N - len(values), np.nan))
add("variable", [fits.PrimaryHDU(), table(variable)], [(padded(w) * AA, padded(f)) for w, f in zip(waves, fluxes)], refusedAsFits="variable length")

# Flags as logical values are cut with the vectors
flags = [column("WAVE", f"{N}D", [5000.0 + 2 * x]), column("OK", f"{N}L", [x % 2 == 0]), column("FLUX", f"{N}E", [FLUX]), column("NOTE", "6A", ["hello!"])]
add("logical", [fits.PrimaryHDU(), table(flags)], [((5000 + 2 * x) * AA, FLUX)])

json.dump(cases, sys.stdout, separators=(",", ":"), default=None)
print()
