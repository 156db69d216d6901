#!/usr/bin/python3
"""Cuts every golden case over HTTP and asks astropy whether the WCS of the cutout is that of the original.

    check_with_astropy.py FOLDER URL

Prints what differs by more than 1e-9 degrees, or 1e-12 of the largest value; exits 1 if anything does.
"""
import io
import json
import os
import sys
import urllib.parse
import urllib.request
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

from real_image import readable

warnings.simplefilter('ignore')


def pixels(word):
    if ':' in word:
        first, last = map(int, word.split(':'))
        return np.arange(first, last + 1)
    return np.array([int(k) for k in word.split(',')])


def known(hdu):
    header = readable(hdu)
    for k, ctype in list(header['CTYPE*'].items()):
        for dialect, name in (('FREQ-OHEL', 'FREQ'), ('RADI-LSR', 'VRAD')):  # wcslib does not know these
            if ctype == dialect:
                header[k] = name
    return header


def difference(cut, original, axes):
    """Largest difference relative to what is allowed, over a grid of pixels and every alternate."""
    worst = 0
    for key in [' '] + [chr(c) for c in range(65, 91) if f'CRPIX1{chr(c)}' in original or f'CTYPE1{chr(c)}' in original]:
        try:
            was = WCS(original, key=key)
        except Exception:  # a description that wcslib cannot read at all, such as CTYPE1V = 'VRAD-LSR'
            if key == ' ':
                raise
            continue
        now = WCS(cut, key=key)
        stops = [np.unique(np.linspace(0, len(a) - 1, 4).astype(int)) for a in axes] + [np.array([0])] * (was.naxis - len(axes))
        grid = np.stack([g.ravel() for g in np.meshgrid(*stops[:was.naxis], indexing='ij')], -1)
        there = np.stack([axes[k][grid[:, k]] if k < len(axes) else grid[:, k] for k in range(was.naxis)], -1)
        if 0 in was.wcs.get_cdelt() * np.diag(was.wcs.get_pc()):  # an axis without extent: only the sky has coordinates
            was, now = was.celestial, now.celestial
            grid, there = grid[:, :2], there[:, :2]
        a, b = was.all_pix2world(there, 0), now.all_pix2world(grid, 0)
        for k in range(was.naxis):
            d = np.abs(a[:, k] - b[:, k])
            sky = k in (was.wcs.lng, was.wcs.lat)
            if sky:
                d = np.minimum(d % 360, 360 - d % 360)
            allowed = 1e-9 if sky else 1e-12 * max(np.nanmax(np.abs(a[:, k])), 1e-300)
            if (np.isnan(a[:, k]) != np.isnan(b[:, k])).any():
                worst = np.inf
            worst = max(worst, np.nanmax(d, initial=0) / allowed)
    return worst


def main(folder, url):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, 'goldens.json')) as f:
        goldens = json.load(f)
    checked = bad = 0
    for name, golden in goldens.items():
        for case, wanted in golden['cases'].items():
            if 'hdus' not in wanted:
                continue
            query = [('ID', f'ivo://sodalite.local/data?{name}')]
            query += [(k, x) for k, v in wanted['query'].items() for x in (v if isinstance(v, list) else [v])]
            try:
                body = urllib.request.urlopen(f'{url}/soda/sync?{urllib.parse.urlencode(query)}').read()
                with fits.open(io.BytesIO(body), disable_image_compression=True) as cut, \
                        fits.open(os.path.join(folder, name), disable_image_compression=True) as original:
                    cut.verify('silentfix+ignore')
                    for hdu, (source, *box) in zip(cut, wanted['hdus']):
                        if not box:
                            continue
                        axes = [pixels(w) for w in box[0].split()]
                        assert hdu.data.shape == tuple(len(a) for a in axes[::-1]), f'shape {hdu.data.shape}'
                        index = np.ix_(*axes[::-1])
                        assert np.array_equal(hdu.data, original[source].data[index], equal_nan=hdu.data.dtype.kind == 'f'), 'values'
                        worst = difference(known(hdu), known(original[source]), axes)
                        assert worst <= 1, f'WCS off by {worst} times what is allowed'
                        checked += 1
            except Exception as e:
                bad += 1
                print(f'{name} {case}: {type(e).__name__} {e}')
    print(f'{checked} cutouts agree, {bad} cases do not')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
