#!/usr/bin/python3
"""The descriptors of the operations on cubes, run by pyVO from {links}, and what astropy makes of the products.

{"links": URL of {links}, "did": ID of a cube, "file": its path, "folder": where products go,
 "requests": {name: [operation, {keyword: value, ...}]}} -> JSON: what each descriptor is, and of each product its HDUs, shapes, world coordinates of
some pixels, and what fitsverify says.
"""
import json
import os
import subprocess
import sys
import warnings
from urllib.parse import urlencode

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from pyvo.dal.adhoc import DatalinkResults

warnings.simplefilter("ignore")


def corners(hdu):
    """World coordinates of the first, the middle and the last pixel, in the units of the header."""
    if hdu.header.get("NAXIS", 0) < 2 or not isinstance(hdu, (fits.ImageHDU, fits.PrimaryHDU)):
        return None
    wcs = WCS(hdu.header)
    shape = hdu.data.shape[::-1]
    pixels = [[0] * len(shape), [(n - 1) / 2 for n in shape], [n - 1 for n in shape]]
    return [[float(x) for x in row] for row in wcs.wcs_pix2world(pixels, 0)]


def describe(hdu):
    data = hdu.data
    finite = data is not None and data.dtype.fields is None and np.isfinite(data)
    return {
        "name": hdu.name,
        "kind": type(hdu).__name__,
        "shape": [] if data is None else list(data.shape),
        "bunit": hdu.header.get("BUNIT"),
        "ctypes": [hdu.header.get("CTYPE%d" % (i + 1)) for i in range(hdu.header.get("NAXIS", 0))],
        "world": corners(hdu),
        "finite": int(np.sum(finite)) if data is not None and data.dtype.fields is None else None,
        "history": [str(card) for card in hdu.header.get("HISTORY", [])],
    }


def main():
    task = json.load(sys.stdin)
    links = DatalinkResults.from_result_url(task["links"] + "?" + urlencode({"ID": task["did"]}))
    # The URL of a service is https://.../cube/<operation>/sync
    procs = {proc.access_url.split("/")[-2]: proc for proc in links.iter_procs() if proc.semantics == "#proc"}
    answer = {"first": links.get_first_proc().access_url, "semantics": [link.semantics for link in links], "procs": sorted(procs), "products": {}}
    for name, (operation, keywords) in task["requests"].items():
        path = os.path.join(task["folder"], name + ".fits")
        with open(path, "wb") as out:
            content = procs[operation].process(**keywords).read()
            out.write(content)
        if not content.startswith(b"SIMPLE"):
            answer["products"][name] = {"verified": content[:500].decode("utf-8", "replace"), "hdus": []}
            continue
        verified = subprocess.run(["fitsverify", "-q", path], capture_output=True, text=True)
        with fits.open(path, checksum=True) as hdus:
            answer["products"][name] = {"verified": verified.stdout.strip(), "hdus": [describe(hdu) for hdu in hdus]}
    with fits.open(task["file"]) as hdus:
        answer["source"] = describe(hdus[0])
    json.dump(answer, sys.stdout)


main()
