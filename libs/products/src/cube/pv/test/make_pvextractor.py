#!/usr/bin/python3
"""Writes pvextractor.json: slices of the cube GALACTIC of pv.fits.gz as pvextractor (its main branch of October 2025) makes them. Its folder is the argument; it is needed only here."""
import json
import sys

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

sys.path.insert(0, sys.argv[1])
from pvextractor.geometry.path import Path  # noqa: E402
from pvextractor.geometry.slices import extract_slice  # noqa: E402

PIXEL = 72.0  # arcsec
CASES = [
    {'vertices': [[4.2, 3.3], [33.4, 18.9]], 'spacing': 1.0},
    {'vertices': [[4.2, 3.3], [33.4, 18.9]], 'spacing': 1.7, 'width': 5.0},
    {'vertices': [[5.5, 17.0], [20.2, 4.1], [33.0, 12.8]], 'spacing': 0.8},
]

if __name__ == '__main__':
    with fits.open('pv.fits.gz') as hdus:
        cube, wcs = hdus['GALACTIC'].data.astype(float), WCS(hdus['GALACTIC'].header).celestial
    cases = []
    for case in CASES:
        path = Path([tuple(vertex) for vertex in case['vertices']], width=case.get('width'))
        found = np.asarray(extract_slice(cube, path, spacing=case['spacing'], order=1))
        # A sample at a vertex lies on the chord between its ends there, not on the path: it is left out.
        legs = np.hypot(*np.diff(case['vertices'], axis=0).T)
        for bend in np.cumsum(legs)[:-1]:
            found[:, int(bend / case['spacing'])] = np.nan
        sky = wcs.pixel_to_world(*np.transpose(case['vertices'])).icrs
        cases.append({
            'lonLatDeg': np.transpose([sky.ra.deg, sky.dec.deg]).ravel().tolist(),
            'spacingArcsec': case['spacing'] * PIXEL,
            **({'widthArcsec': case['width'] * PIXEL, 'interpolation': 'area'} if 'width' in case else {}),
            'values': [[None if np.isnan(value) else float(f'{value:.8g}') for value in channel] for channel in found],
        })
    with open('pvextractor.json', 'w') as file:
        json.dump(cases, file)
        file.write('\n')
