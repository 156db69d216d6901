#!/usr/bin/python3
"""Sets a cutout as compressed tiles against the same cutout as plain FITS.

Reads {"plain": path, "compressed": path} from stdin and writes, as JSON, {"codecs": [ZCMPTYPE of each HDU], "faults": [...]}: what fitsverify says of the
compressed file and of what funpack makes of it, where that one's HDUs, pixels or cards are not those of the plain file, and where astropy reads other
pixels from the tiles (its CFITSIO reads compressed images of up to three axes).
"""
import json
import os
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
# funpack writes both, and takes DATASUM of the image from ZDATASUM
ADDED = ["CHECKSUM", "DATASUM"]


def verified(path):
    run = subprocess.run(["fitsverify", "-e", path], capture_output=True, text=True, check=False)
    return [f"{os.path.basename(path)}: {line.strip()}" for line in run.stdout.splitlines() if line.startswith("*** Error")]


def same(one, other):
    if one is None or other is None:
        return one is other
    if one.dtype.names:
        return one.tobytes() == other.tobytes()
    return one.shape == other.shape and one.dtype.kind == other.dtype.kind and np.array_equal(bits(one), bits(other))


def bits(array):
    """NaN compares by its bits, whatever the order of the bytes."""
    own = array.astype(array.dtype.newbyteorder("="))
    return own.view(f"u{own.dtype.itemsize}")


def differences(plain, unpacked):
    if len(plain) != len(unpacked):
        return [f"{len(unpacked)} HDUs instead of {len(plain)}"]
    found = []
    for i, (a, b) in enumerate(zip(plain, unpacked)):
        if not same(a.data, b.data):
            found.append(f"funpack: HDU {i} has other data")
        added = fits.Header([card for card in b.header.cards if card.keyword not in ADDED or card.keyword in a.header])
        cards = fits.HeaderDiff(a.header, added)
        if not cards.identical:
            found.append(f"funpack: HDU {i}: {cards.report()}")
    return found


def main():
    task = json.load(sys.stdin)
    faults = verified(task["compressed"])
    unpacked = task["compressed"] + ".funpack.fits"
    run = subprocess.run(["funpack", "-O", unpacked, task["compressed"]], capture_output=True, text=True, check=False)
    if run.returncode:
        faults.append(f"funpack: {run.stdout}{run.stderr}")
    options = {"do_not_scale_image_data": True, "memmap": False}
    codecs = []
    if os.path.exists(unpacked):
        faults += verified(unpacked)
        with fits.open(task["plain"], **options) as plain, fits.open(unpacked, **options) as back:
            faults += differences(plain, back)
        os.remove(unpacked)
    with fits.open(task["compressed"], disable_image_compression=True, **options) as tables:
        codecs = [hdu.header["ZCMPTYPE"] for hdu in tables if "ZCMPTYPE" in hdu.header]
    with fits.open(task["plain"], **options) as plain, fits.open(task["compressed"], checksum=True, **options) as tiled:
        images = [hdu for hdu in plain if hdu.is_image and hdu.header["NAXIS"] > 0]
        others = [hdu for hdu in tiled if hdu.is_image and hdu.header["NAXIS"] > 0]
        for a, b in zip(images, others):
            if a.header["NAXIS"] <= 3 and not same(a.data, b.data):
                faults.append(f"astropy: {a.name or 'the image'} has other data")
    json.dump({"codecs": codecs, "faults": faults}, sys.stdout)


main()
