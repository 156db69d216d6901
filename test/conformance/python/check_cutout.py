#!/usr/bin/python3
"""Sets a cutout against the file that it was cut from.

Reads {"original": path, "cutout": path, "request": {"CIRCLE": "...", "POL": ["I"], ...}} from stdin and writes, as JSON,
{"expected": [image HDUs the request touches], "hdus": [what the cutout holds], "tables": [...], "original": fitsverify, "cutout": fitsverify}.
Per HDU: shape, wanted shape, whether the stored (unscaled) pixels are those of the slice that expected.py finds, the largest difference
of the two WCS over the HDU (degrees on the sky, relative on other axes, every alternate description), and the cards that changed.
"""
import json
import re
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

import expected

warnings.simplefilter("ignore")
GEOMETRY = re.compile(r"^(NAXIS\d+|CRPIX\d+[A-Z]?|LTV\d+|CHECKSUM|DATASUM|DATAMIN|DATAMAX|DATE|HISTORY|COMMENT|)$")


def selection(hdu, hdus, request):
    """Per FITS axis the list of 0-based pixels that the request selects, or None when it touches nothing."""
    if "HDU" in request and hdus.index(hdu) != int(request["HDU"]):
        return None
    wcs = WCS(hdu.header, hdus)
    size = [hdu.header["NAXIS%d" % (n + 1)] for n in range(hdu.header["NAXIS"])]
    taken = [list(range(n)) for n in size]
    shape = expected.shape_of(request)
    if shape and wcs.has_celestial:
        box = expected.sky_box(wcs.celestial, [size[wcs.wcs.lng], size[wcs.wcs.lat]], shape)
        if box is None:
            return None
        for axis, (first, last) in zip((wcs.wcs.lng, wcs.wcs.lat), box):
            taken[axis] = list(range(first, last + 1))
    if "BAND" in request and wcs.wcs.spec >= 0:
        span = expected.channels(wcs, size[wcs.wcs.spec], request["BAND"])
        if span is None:
            return None
        taken[wcs.wcs.spec] = list(range(span[0], span[1] + 1))
    if "CHANNEL" in request and wcs.wcs.spec >= 0:
        low, high = [int(x) for x in request["CHANNEL"].split()]
        taken[wcs.wcs.spec] = list(range(low - 1, high))
    if "TIME" in request:
        axis = [c.strip() for c in wcs.wcs.ctype].index("TIME")
        span = expected.frames(wcs, axis, size[axis], request["TIME"])
        if span is None:
            return None
        taken[axis] = list(range(span[0], span[1] + 1))
    if "POL" in request:
        axis = [c.strip() for c in wcs.wcs.ctype].index("STOKES")
        labels = expected.states(wcs, axis, size[axis])
        wanted = request["POL"] if isinstance(request["POL"], list) else [request["POL"]]
        taken[axis] = [p for p, label in enumerate(labels) if label in wanted]
        if not taken[axis]:
            return None
    return taken


def stored(hdu):
    """The pixels as they lie in the file: no BSCALE, no BLANK."""
    return np.asarray(hdu.data)


def worst_offset(before, after, hdus, cut_hdus, taken, key):
    """Largest distance of the two descriptions over some pixels: (degrees on the sky, relative on the other axes)."""
    rng = np.random.default_rng(7)
    pixels = np.array([[rng.integers(0, len(t)) for t in taken] for _ in range(200)] + [[0] * len(taken), [len(t) - 1 for t in taken]])
    source = np.array([[t[p] for t, p in zip(taken, row)] for row in pixels])
    old, new = WCS(before, hdus, key=key), WCS(after, cut_hdus, key=key)
    a, b = old.all_pix2world(source, 0), new.all_pix2world(pixels, 0)
    sky, other = 0.0, 0.0
    for axis in range(a.shape[1]):
        if axis in (old.wcs.lng, old.wcs.lat):
            continue
        other = max(other, float(np.max(np.abs(a[:, axis] - b[:, axis]) / np.maximum(np.abs(a[:, axis]), 1e-300))))
    if old.has_celestial:
        u, v = [expected.unit(w[:, old.wcs.lng], w[:, old.wcs.lat]) for w in (a, b)]
        sky = float(np.degrees(np.max(np.linalg.norm(u - v, axis=1))))
    return sky, other


def changed_cards(before, after, computed):
    """Keywords of the original that the cutout lost or gave another value, beyond what a cutout has to change."""
    out = []
    for keyword in dict.fromkeys(before.keys()):
        if GEOMETRY.match(keyword) or keyword in computed:
            continue
        if keyword not in after or before[keyword] != after[keyword]:
            out.append(keyword)
    return out


def describe(hdu, index, cut_hdus, originals, request):
    source = next(i for i, o in enumerate(originals) if o.header.get("NAXIS", 0) and (o.name, o.ver) == (hdu.name, hdu.ver))
    original = originals[source]
    taken = selection(original, originals, request)
    if taken is None:
        return {"index": index, "source": source, "wanted": None}
    data, wanted = stored(hdu), stored(original)[np.ix_(*reversed(taken))]
    identical = data.shape == wanted.shape and data.dtype == wanted.dtype and data.tobytes() == wanted.tobytes()
    keys = sorted(set(k[6:] for k in original.header if re.match(r"^CTYPE1[A-Z]?$", k)))
    sky = other = 0.0
    if data.shape == wanted.shape:
        offsets = [worst_offset(original.header, hdu.header, originals, cut_hdus, taken, key or " ") for key in keys]
        sky, other = max(o[0] for o in offsets), max(o[1] for o in offsets)
    gathered = {"CRVAL%d" % n for n in range(1, 8)} | {"CDELT%d" % n for n in range(1, 8)} if "POL" in request else set()
    return {
        "index": index, "source": source, "name": hdu.name, "shape": list(data.shape), "wanted": list(wanted.shape),
        "first": [t[0] for t in taken], "identical": bool(identical), "skyOffsetDeg": sky, "otherOffset": other,
        "changed": changed_cards(original.header, hdu.header, gathered),
        "history": [str(h) for h in hdu.header.get("HISTORY", [])],
    }


def verified(path):
    out = subprocess.run(["fitsverify", "-e", path], capture_output=True, text=True, check=False).stdout
    return [line.strip() for line in out.splitlines() if line.startswith("*** Error")]


def same_table(hdu, originals):
    return any(o.name == hdu.name and o.data.tobytes() == hdu.data.tobytes() for o in originals if isinstance(o, fits.BinTableHDU))


def main():
    task = json.load(sys.stdin)
    request = {k.upper(): v for k, v in task["request"].items()}
    options = {"do_not_scale_image_data": True, "memmap": False}
    with fits.open(task["original"], **options) as originals, fits.open(task["cutout"], **options) as cut:
        images = [i for i, h in enumerate(originals) if h.is_image and h.header["NAXIS"] > 0]
        answer = {
            "expected": [i for i in images if selection(originals[i], originals, request) is not None],
            "hdus": [describe(h, i, cut, originals, request) for i, h in enumerate(cut) if h.is_image and h.header["NAXIS"] > 0],
            "tables": [{"name": h.name, "identical": same_table(h, originals)} for h in cut if isinstance(h, fits.BinTableHDU)],
            "primary": dict((k, str(v)) for k, v in cut[0].header.items() if k and k not in ("HISTORY", "COMMENT")),
            "original": verified(task["original"]), "cutout": verified(task["cutout"]),
        }
    json.dump(answer, sys.stdout)


main()
