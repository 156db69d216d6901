#!/usr/bin/python3
"""Writes into the folder that is named on stdin as JSON an image of 60 x 55 for each type of pixel."""
import json
import os
import sys

import numpy as np
from astropy.io import fits

os.chdir(json.load(sys.stdin))
rng = np.random.default_rng(8)
sky = rng.normal(100, 20, (55, 60))
kinds = {
    "u8": sky.astype("u1"), "i16": (sky * 30 - 4000).astype("i2"), "u16": (sky * 300).astype("u2"),
    "i32": rng.integers(-(2**31), 2**31, sky.shape).astype("i4"), "i64": (sky * 1e15).astype("i8"),
    "f64": np.where(sky < 60, np.nan, sky),
}
for name, pixels in kinds.items():
    hdu = fits.PrimaryHDU(pixels)
    hdu.header.update(OBJECT="M 31", CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRPIX1=30.0, CRPIX2=28.0, CRVAL1=10.7, CRVAL2=41.3, CDELT1=-1e-3, CDELT2=1e-3)
    hdu.writeto(f"{name}.fits")
json.dump(sorted(kinds), sys.stdout)
