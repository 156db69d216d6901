#!/usr/bin/python3
"""{"cards": {...}, "points": n, "repeats": r} on stdin -> {"seconds": [...], "error": pixels, "sum": degrees}: astropy's (WCSLIB's) time
for pixel -> world -> pixel of n points, interpreter and set-up not included."""
import json
import sys
import time
import warnings

import numpy as np
from astropy.wcs import WCS

warnings.simplefilter("ignore")
task = json.load(sys.stdin)
wcs = WCS(task["cards"])
side = int(round(task["points"] ** 0.5))
x, y = np.meshgrid(np.linspace(0, 1023, side), np.linspace(0, 1023, side))
pixels = np.stack([x.ravel(), y.ravel()], 1)
times = []
for _ in range(task["repeats"] + 1):
    start = time.perf_counter()
    world = wcs.wcs_pix2world(pixels, 0)
    back = wcs.wcs_world2pix(world, 0)
    times.append(time.perf_counter() - start)
json.dump({"seconds": times[1:], "error": float(np.max(np.abs(back - pixels))), "sum": float(world.sum())}, sys.stdout)
