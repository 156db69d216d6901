#!/usr/bin/env python3
"""Makes spectra-goldens.json: what the spectra of the real files are, read with astropy as the convention of each file says.

Usage: make_spectra_goldens.py FOLDER-OF-REAL-FILES > spectra-goldens.json

Nothing here looks at a column's UCD or guesses: every file has a few lines of its own. Wavelengths are in vacuum, in metres.
"""

import hashlib
import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
C = 299792458.0
AA = 1e-10


def vacuum(air):
    """Vacuum wavelength of one in standard air; WCS Paper III as wcslib computes it."""
    s = 1 / air**2
    return air * (1.000064328 + 2.554e8 / (0.41e14 - s) + 294.981e8 / (1.46e14 - s))


class Spectrum:
    """`wave` gives metres for fractional samples, 0 being the first; flux is what is plotted."""

    def __init__(self, wave, flux, stored=False):
        self.flux = np.asarray(flux, dtype="f8")
        self.n = len(self.flux)
        if stored:
            values = np.asarray(wave, dtype="f8")
            self.wave = lambda p: values[np.clip(np.floor(p).astype(int), 0, self.n - 2)] + (
                p - np.clip(np.floor(p), 0, self.n - 2)
            ) * np.diff(values)[np.clip(np.floor(p).astype(int), 0, self.n - 2)]
        else:
            self.wave = wave

    def edges(self):
        return self.wave(np.arange(self.n + 1) - 0.5)

    def touched(self, low, high):
        """First and last sample whose stretch touches the open interval; None when there is none."""
        e = self.edges()
        below, above = np.minimum(e[:-1], e[1:]), np.maximum(e[:-1], e[1:])
        inside = np.flatnonzero((below < high) & (above > low))
        return None if inside.size == 0 else [int(inside[0]), int(inside[-1])]


def linear(header, unit, axis=1, step=None):
    crval, crpix = header[f"CRVAL{axis}"], header.get(f"CRPIX{axis}", 0)
    cdelt = step if step is not None else header.get(f"CD{axis}_{axis}", header.get(f"CDELT{axis}"))
    return lambda p: (crval + (np.asarray(p) + 1 - crpix) * cdelt) * unit


def log10_linear(header):
    return lambda p: 10 ** linear(header, 1)(p) * AA


def radio_velocity(header, unit):
    rest = header["RESTFREQ"]
    return lambda p: C / (rest * (1 - linear(header, unit)(p) / C))


def multispec(header, lines):
    text = "".join(str(header[f"WAT2_{k:03d}"]).ljust(68) for k in range(1, 1000) if f"WAT2_{k:03d}" in header)
    specs = dict(re.findall(r'spec(\d+)\s*=\s*"([^"]*)"', text))

    def dispersion(tokens):
        dtype, w1, dw, z = int(tokens[2]), float(tokens[3]), float(tokens[4]), float(tokens[6])
        if dtype == 0:
            return lambda p: (w1 + np.asarray(p) * dw) / (1 + z) * AA
        kind, order, low, high = int(tokens[11]), int(tokens[12]), float(tokens[13]), float(tokens[14])
        assert (dtype, kind) == (2, 2), "Legendre alone is needed here"
        weight, zero = float(tokens[9]), float(tokens[10])
        series = np.polynomial.legendre.Legendre([float(c) for c in tokens[15 : 15 + order]], domain=[low, high])
        return lambda p: weight * (zero + series(np.asarray(p) + 1)) / (1 + z) * AA

    return [dispersion(specs[str(line)].split()) for line in range(1, lines + 1)]


def image_hdu(hdul, wave, rows=None, hdu=0):
    data = hdul[hdu].data
    data = data.reshape(-1, data.shape[-1]) if rows is None else data[rows]
    return [Spectrum(wave[k] if isinstance(wave, list) else wave, row) for k, row in enumerate(data)]


def arms_of(name, hdul):
    """The spectra of a file, as [(HDU number of the flux, [Spectrum])]."""
    head = hdul[0].header
    if name == "pyspeckit_13co_vrad_1d.fits":
        return [(0, [Spectrum(radio_velocity(head, 1), hdul[0].data)])]
    if name == "pyspeckit_hcop_radi-lsr_1d.fits":
        return [(0, [Spectrum(radio_velocity(head, 1e3), hdul[0].data)])]
    if name == "pyspeckit_sn2009ip_waverest_3row.fits":  # pyspeckit: wavelength, flux, error
        return [(0, [Spectrum(hdul[0].data[0] * AA, hdul[0].data[1], stored=True)])]
    if name in ("pyspeckit_sdss_spSpec_loglin.fits", "fidia_sdss_spspec.fits"):
        # the file of fidia was sliced and left with the COEFF0 of the whole; CRVAL1 is of the slice
        return [(0, [Spectrum(log10_linear(head), hdul[0].data[0])])]
    if name in ("linetools_um184_mage_log.fits", "linetools_sdss_4img_ext.fits"):
        return [(0, [Spectrum(log10_linear(head), hdul[0].data)])]
    if name == "specutils_l5_gmos_linear.fits":
        return [(0, [Spectrum(linear(head, AA), hdul[0].data)])]
    if name == "specutils_multispec_equispec.fits":  # (bands, apertures, pixels); the first band is the spectrum
        return [(0, image_hdu(hdul, multispec(head, 2), rows=0))]
    if name == "specutils_tres_multispec.fits":
        return [(0, image_hdu(hdul, multispec(head, 51)))]
    if name == "marz_aat_air_helio.fits":  # 2dfdr writes wavelengths in air
        air = linear(head, AA)
        return [(0, [Spectrum(lambda p: vacuum(air(p)), hdul[0].data)])]
    if name == "marz_aat_multi3_logvac.fits":
        return [(0, [Spectrum(10 ** hdul[2].data[k] * AA, hdul[0].data[k], stored=True) for k in range(3)])]
    if name == "pyspeckit_g203_h2co_freq_stack.fits":
        cards = {re.sub(r"\s", "", k): v for k, v in head.items()}
        return [(0, image_hdu(hdul, lambda p: C / linear(cards, 1)(p)))]
    if name == "specutils_desi_spectra_gzipmask.fits":
        return [
            (hdul.index_of(f"{arm}_FLUX"), [Spectrum(hdul[f"{arm}_WAVELENGTH"].data * AA, row, stored=True) for row in hdul[f"{arm}_FLUX"].data])
            for arm in "BRZ"
        ]
    if name == "linetools_xshooter_phase3.fits.gz":
        row = hdul[1].data[0]
        return [(1, [Spectrum(row["WAVE"].astype("f8") * 1e-9, row["FLUX"], stored=True)])]
    if name == "specutils_gds1312_bintable.fits":
        row = hdul[1].data[0]
        return [(1, [Spectrum(row["LAMBDA"].astype("f8") * AA, row["FLUX"], stored=True)])]
    if name == "astroquery_alfalfa_bintable.fits":
        return [(k, [Spectrum(C / (hdul[k].data[0]["FREQ"] * 1e6), hdul[k].data[0]["FLUXDENS"], stored=True)]) for k in (1, 2)]
    if name == "pyvo_iue_melo.fits":
        row = hdul[1].data[0]
        first, step = float(row["LAMBDA"]), float(row["DELTAW"])
        return [(1, [Spectrum(lambda p: (first + np.asarray(p) * step) * AA, row["ABNET"])])]
    raise KeyError(name)


FILES = """astroquery_alfalfa_bintable.fits fidia_sdss_spspec.fits linetools_sdss_4img_ext.fits linetools_um184_mage_log.fits
linetools_xshooter_phase3.fits.gz marz_aat_air_helio.fits marz_aat_multi3_logvac.fits pyspeckit_13co_vrad_1d.fits
pyspeckit_g203_h2co_freq_stack.fits pyspeckit_hcop_radi-lsr_1d.fits pyspeckit_sdss_spSpec_loglin.fits
pyspeckit_sn2009ip_waverest_3row.fits pyvo_iue_melo.fits specutils_desi_spectra_gzipmask.fits specutils_gds1312_bintable.fits
specutils_l5_gmos_linear.fits specutils_multispec_equispec.fits specutils_tres_multispec.fits""".split()

# Runs along the samples, so it is cut with them; axis in numpy's order. A table: 'rows' are samples, or 'cells' hold them.
COMPANIONS = {
    "fidia_sdss_spspec.fits": {0: "image", 1: "rows"},
    "linetools_sdss_4img_ext.fits": {0: "image", 1: "image", 2: "image", 3: "image"},
    "marz_aat_air_helio.fits": {0: "image", 1: "image", 2: "image", 3: "whole"},
    "marz_aat_multi3_logvac.fits": {0: "image", 1: "image", 2: "image", 3: "whole"},
    "pyspeckit_sdss_spSpec_loglin.fits": {0: "image", 6: "rows"},
    "specutils_desi_spectra_gzipmask.fits": {1: "whole", 2: "whole", **{k: "image" for k in range(3, 18)}},
    "linetools_xshooter_phase3.fits.gz": {1: "cells"},
    "specutils_gds1312_bintable.fits": {1: "cells"},
    "astroquery_alfalfa_bintable.fits": {1: "cells", 2: "cells"},
    "pyvo_iue_melo.fits": {1: "iue"},
}


def digest(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).astype(">f8").tobytes() for a in arrays)).hexdigest()


def numbers(table, rows=slice(None), cells=None, n=0):
    """Every number of the numeric columns, a column at a time."""
    columns = []
    for column in table.columns:
        values = table[column.name][rows]
        if values.dtype.kind not in "iuf":
            continue
        if cells is not None and values.ndim > 1 and values.shape[-1] == n:
            values = values[..., cells]
        columns.append(values.astype("f8").ravel())
    return columns


def fits_of(name, hdul, arms, band):
    """The HDUs of the cut file after the primary one (and it, when it has pixels): source, axes or rows, digest of the numbers."""
    expected = []
    for hdu, kind in COMPANIONS.get(name, {0: "image"}).items():
        arm = next((arm for arm in arms if arm["hdus"] is None or hdu in arm["hdus"]), None)
        if kind == "whole":
            expected.append([hdu, [len(hdul[hdu].data)], digest(*numbers(hdul[hdu].data))])
            continue
        if arm is None:
            continue
        first, last = arm["union"]
        cut = slice(first, last + 1)
        if kind == "image":
            data = hdul[hdu].data
            if arm["lines"] and data.ndim > 1:
                axis = data.ndim - 2
                data = np.take(data, range(arm["lines"][0], arm["lines"][1] + 1), axis=axis)
            data = data[..., cut]
            expected.append([hdu, list(data.shape[::-1]), digest(data.ravel())])
        elif kind == "rows":
            expected.append([hdu, [last - first + 1], digest(*numbers(hdul[hdu].data, rows=cut))])
        elif kind == "cells":
            table = hdul[hdu].data
            expected.append([hdu, [len(table)], digest(*numbers(table, cells=cut, n=arm["n"]))])
        elif kind == "iue":
            table = hdul[hdu].data.copy()
            columns = [c.astype("f8") for c in numbers(table, cells=cut, n=arm["n"])]
            names = [c.name for c in table.columns]
            columns[names.index("NPTS")] = np.array([last - first + 1.0])
            start = np.float64(table["LAMBDA"][0]) + first * np.float64(table["DELTAW"][0])
            columns[names.index("LAMBDA")] = np.array([np.float32(start)], dtype="f8")
            expected.append([hdu, [len(table)], digest(*columns)])
    return expected


def golden(folder, name):
    with fits.open(folder / name) as hdul:
        arms = arms_of(name, hdul)
        edges = np.concatenate([s.edges()[[0, -1]] for _, spectra in arms for s in spectra])
        middle = arms[0][1][len(arms[0][1]) // 2]
        n = middle.n
        low, high = sorted(float(middle.wave(np.array([int(f * n) + 0.25]))[0]) for f in (0.4, 0.45))
        chosen = [(hdu, k, s, s.touched(low, high)) for hdu, spectra in arms for k, s in enumerate(spectra)]
        cut_arms = []
        for hdu, spectra in arms:
            left = [(k, span) for h, k, _, span in chosen if h == hdu and span]
            if not left:
                continue
            lines = [left[0][0], left[-1][0]] if len(left) < len(spectra) else None
            own = None if len(arms) == 1 else {hdu - 1, hdu, hdu + 1, hdu + 2, hdu + 3} if "desi" in name else {hdu}
            union = [min(span[0] for _, span in left), max(span[1] for _, span in left)]
            cut_arms.append({"hdus": own, "lines": lines, "union": union, "n": spectra[0].n})
        return {
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
            "band": [float(edges.min()), float(edges.max())],
            "arms": [
                {
                    "hdu": hdu,
                    "spectra": len(spectra),
                    "samples": spectra[0].n,
                    "metres": {
                        str(k): [float(v) for v in spectra[k].wave(np.array([0.0, spectra[k].n // 2, spectra[k].n - 1]))]
                        for k in sorted({0, len(spectra) // 2, len(spectra) - 1})
                    },
                }
                for hdu, spectra in arms
            ],
            "ask": [low, high],
            "cut": [
                {"hdu": hdu, "spectrum": k, "samples": span, "flux": digest(s.flux[span[0] : span[1] + 1]),
                 "metres": [float(v) for v in s.wave(np.array(span, dtype="f8"))]}
                for hdu, k, s, span in chosen
                if span
            ],
            "fits": fits_of(name, hdul, cut_arms, (low, high)),
        }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    json.dump({name: golden(folder, name) for name in FILES}, sys.stdout, indent=1)
    print()
