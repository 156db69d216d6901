#!/usr/bin/python3
"""What a cutout of every real file must be, worked out with astropy alone.

    make_goldens.py FOLDER goldens.json [FILE ...]

Nothing here shares a method with the service: which pixels a shape touches is found by brute force, over the sky
position of every pixel centre and over a dense sampling of the shape's outline.  The rules that are checked:

 * box: the bounding box of the pixels whose centre lies inside the shape and of those that its outline touches;
   pixel k covers [k-1/2, k+1/2].  Shapes are nudged until growing and shrinking them by 0.03 pixels gives the same box.
 * frames: shapes are ICRS.  The image's own frame is what astropy makes of RADESYS, EQUINOX and EPOCH, except that
   EQUINOX = 0 counts as not given (astropy would precess to the birth of Christ).
 * BAND: vacuum metres in the file's own spectral frame; the channels that touch the open interval.
 * image HDUs: all that have every axis a filter asks for and that overlap are cut.  An image HDU without such an axis
   (no WCS, or not that one) does not overlap and is left out.  No HDU with the axes in the whole file: an error that
   says so.  HDUs with the axes, none of which overlaps: 204.
 * the primary HDU is always there; where it is not cut itself it is kept without data.  Tables, apart from BEAMS, and
   image HDUs without pixels stay behind.

A case holds the query and either `hdus` (source HDU, first:last or a,b,c per axis (0-based, NAXIS1 first) and the
SHA-256 of the slice's bytes as they stand in the file, or would stand in it without compression; the source alone for a primary kept without data), `status` 204,
or `refused`, a pattern that the error text must match.  With MASKOUT=hard the pixels whose centre is outside the shape are NaN, or
BLANK, or (integers without BLANK) the smallest value of the next wider type, whose BITPIX then follows the hash.
"""
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits

from real_image import Image, lonlat, unit
from sky_shapes import Circle, Polygon, Range, box, robust, second_method

warnings.simplefilter('ignore')
FILE_NAME = re.compile(r'\.(fits|fit|fts|imfits)(\.(gz|z|fz))?$', re.I)


# what has wavelengths of its own is the matter of make_spectra_goldens.py; here only its pixels
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'spectra-goldens.json')) as goldens:
    SPECTRA = set(json.load(goldens))


def uncompressed(path):
    """The bytes of the file before anybody compressed it: gzip undoes what is around it, astropy (CFITSIO) the tiles, HDU by HDU."""
    if re.search(r'\.(gz|z)$', path, re.I):
        raw = subprocess.run(['gzip', '-dc', path], check=True, capture_output=True).stdout
    else:
        with open(path, 'rb') as f:
            raw = f.read()
    with fits.open(io.BytesIO(raw), disable_image_compression=True) as hdus:
        if not any('ZCMPTYPE' in h.header for h in hdus):
            return raw
    with fits.open(io.BytesIO(raw), do_not_scale_image_data=True) as hdus:
        plain = []
        for h in hdus:
            if isinstance(h, fits.CompImageHDU):
                data, header = h.data, h.header.copy()
                scaling = {k: header[k] for k in ('BSCALE', 'BZERO', 'BLANK') if k in header}
                h = fits.ImageHDU(data, header)
                h.header.update(scaling)
            plain.append(h)
        out = io.BytesIO()
        fits.HDUList(plain).writeto(out, output_verify='silentfix+ignore')
    return out.getvalue()


def spatial_shapes(i, number):
    """name -> shape, made for image i."""
    nx, ny, scale = i.axes[i.lon], i.axes[i.lat], i.scale()
    side = min(nx, ny)

    def at(fx, fy):
        return tuple(float(c) for c in lonlat(i.icrs(np.array(fx * nx - .5), np.array(fy * ny - .5))))

    grid = i.centres()
    valid = np.isfinite(grid[..., 0])
    flat = grid[valid]
    middle = unit(flat.mean(0)) if np.linalg.norm(flat.mean(0)) > 1e-3 else flat[len(flat) // 2]
    spread = np.degrees(np.arccos(np.clip(flat @ middle, -1, 1))).max()
    all_sky = spread > 100
    out = {}
    out['circle'] = Circle(*at(.45, .54), .27 * side * scale)
    corners = [(.22, .30), (.70, .24), (.80, .66), (.36, .78)] if number % 3 else [(.24, .26), (.78, .22), (.55, .50), (.62, .80)]
    if number % 3 == 1:
        corners = [(.30, .35), (.72, .28), (.55, .77)]
    if number % 2:
        corners = corners[:1] + corners[:0:-1]  # the other winding
    out['polygon'] = Polygon([at(*c) for c in corners])
    lon, lat = at(.52, .47)
    half = .23 * side * scale
    dl = half / np.cos(np.radians(lat))
    out['range'] = Range((lon - dl) % 360, (lon + dl) % 360, max(-89, lat - half), min(89, lat + half))
    out['edge'] = Circle(*at(.06, .40), .31 * side * scale)
    if not all_sky:
        out['whole'] = Circle(*lonlat(middle), spread * 1.25 + scale)
        out['outside'] = Circle(*lonlat(-middle), 1.0)
        out['beside'] = Circle(*at(-.35, .5), .2 * nx * scale)
    if number % 3 == 0:
        out['pixel'] = Circle(*at((nx // 3 + .5) / nx, (ny // 2 + .5) / ny), .07 * scale)
    # RA 0/360 and the poles, where the image holds them
    ra, dec = lonlat(flat)
    near = np.abs((ra + 180) % 360 - 180) * np.cos(np.radians(dec)) < scale
    if near.any() and (np.abs(dec) < 85).any():
        k = np.flatnonzero(near & (np.abs(dec) < 85))
        y = dec[k[len(k) // 2]]
        r = .15 * side * scale
        out['wrap'] = Circle(.2 * scale, y, r)
        out['wrap-range'] = Range((360 - 1.3 * r / np.cos(np.radians(y))), .9 * r / np.cos(np.radians(y)), y - r, y + .8 * r)
    for name, pole in (('north', 90), ('south', -90)):
        px, py = i.pixel(np.array([0.]), np.array([float(pole)]))
        if 0 <= px[0] < nx and 0 <= py[0] < ny:
            out[name + '-pole'] = Circle(33.0, pole * (1 - .3 * scale / 90), 9.3 * scale)
            out[name + '-cap'] = Range(0, 360, *((90 - 8.2 * scale, 90) if pole > 0 else (-90, -90 + 8.2 * scale)))
    if all_sky:
        out['hemisphere'] = Circle(*lonlat(middle), 119.3)
        out['all-sky'] = Circle(*lonlat(middle), 180)
        out['seam'] = Circle(*at(.012, .5), 7.3)
        out['quarter'] = Range(100.3, 250.7, -88.1, 12.9)
        out['lune'] = Range(300.2, 17.3, -90, 90)
    return out


def band_limits(images):
    """name -> ((lo, hi) text, [span per image])."""
    first = images[0]
    axis, metres = first.spectral
    n = first.length(axis)

    def lam(p):
        return float(metres(np.array([p]))[0])

    def limits(a, b):
        """Wavelengths a tenth of a channel inside the outer boundaries of channels a..b."""
        lo, hi = lam(a - .4), lam(b + .4)
        if not (np.isfinite(lo) and lo > 0):
            lo = lam(a + .1)
        return sorted((lo, hi))

    wanted = {'band-whole': limits(0, n - 1), 'band-scalar': [lam(n // 3 + .1)] * 2}
    if n > 1:
        wanted['band'] = limits(n // 4, max(n // 4, n // 2 - 1)) if n > 3 else limits(0, 0)
        wanted['band-single'] = limits((2 * n) // 3, (2 * n) // 3)
        wanted['band-from'] = [limits(n // 2, n // 2)[0], np.inf]
        wanted['band-to'] = [-np.inf, limits(n // 2, n // 2)[1]]
    outside = [p for p in (n + 4, n + 6, -5, -7) if np.isfinite(lam(p)) and lam(p) > 0]
    if len(outside) > 1 and (lam(outside[0]) > lam(n - .6)) == (lam(outside[1]) > lam(n - .6)):
        wanted['band-outside'] = sorted((lam(outside[0]), lam(outside[1])))
    out = {}
    for name, (lo, hi) in wanted.items():
        if lo > hi or not (lo == -np.inf or lo > 0):
            continue
        spans = [channels(i, lo, hi) for i in images]
        out[name] = (f'{wave(lo)} {wave(hi)}', spans)
    return out


def wave(x):
    return {np.inf: '+Inf', -np.inf: '-Inf'}.get(x) or repr(x)


def channels(image, lo, hi):
    """Brute force: a channel counts when the interval reaches into it, by its two edges; a single value, the nearest."""
    axis, metres = image.spectral
    n = image.length(axis)
    with np.errstate(all='ignore'):
        centre, e1, e2 = metres(np.arange(n)), metres(np.arange(n) - .5), metres(np.arange(n) + .5)
    a, b, c = metres(np.array([-.1, 0., .1]))
    if not np.isclose(a + c, 2 * b, rtol=1e-9):  # linear in frequency: an edge beyond frequency 0 has no wavelength
        e1, e2 = (np.where(np.isfinite(e) & (e > 0), e, np.inf) for e in (e1, e2))
    low, high = np.minimum(e1, e2), np.maximum(e1, e2)
    hit = np.flatnonzero((low <= lo) & (lo < high)) if lo == hi else np.flatnonzero((lo < high) & (hi > low))
    assert np.isfinite(centre).all()
    return (int(hit[0]), int(hit[-1])) if hit.size else None


def polarisations(images):
    i = images[0]
    h, n = i.header, i.stokes + 1
    size = i.length(i.stokes)
    codes = [round(h[f'CRVAL{n}'] + h[f'CDELT{n}'] * (k + 1 - h[f'CRPIX{n}'])) for k in range(size)]
    labels = [{1: 'I', 2: 'Q', 3: 'U', 4: 'V'}[c] for c in codes]
    out = {'pol-one': labels[-1:], 'pol-none': ['RR'], 'pol-some': ['YY', labels[0]]}
    if size > 1:
        out['pol-two'] = [labels[1], labels[0]]
    if size > 3:
        out['pol-i-v'] = ['I', 'V']
        out['pol-q-v'] = ['Q', 'V']
        out['pol-i-q-v'] = ['Q', 'I', 'V']
    out = {k: (v, [labels.index(x) for x in sorted(set(v) & set(labels), key=labels.index)]) for k, v in out.items()}
    return {k: (v, [(p[0], p[-1]) if p == list(range(p[0], p[-1] + 1)) else p] if p else [None]) for k, (v, p) in out.items()}


def evenly(spans):
    """Planes that are not evenly spaced have no linear axis: each is an HDU of its own."""
    for axis, planes in spans.items():
        if isinstance(planes, list) and len(set(np.diff(planes))) > 1:
            return [{**spans, axis: (p, p)} for p in planes]
    return [spans]


def answer(images, spans_of, primary, wanted, mask=None):
    """spans_of: per image a dict axis -> span, or None for no overlap; mask: the shape outside which pixels are blanked."""
    pieces = [(i, p) for i, s in zip(images, spans_of) if s is not None for p in evenly(s)]
    if not pieces:
        return {'query': wanted, 'status': 204}
    cut = [i.cut(s, mask) for i, s in pieces]
    if cut[0][0] != 0 or len(pieces) > 1 and pieces[1][0] is pieces[0][0]:
        cut.insert(0, [0])
    return {'query': wanted, 'hdus': cut}


def file_cases(path, number):
    name = os.path.basename(path)
    raw = uncompressed(path)
    with fits.open(io.BytesIO(raw)) as hdus:
        images = [Image(raw, h, k) for k, h in enumerate(hdus)
                  if isinstance(h, (fits.PrimaryHDU, fits.ImageHDU)) and h.header['NAXIS'] and h.shape and 0 not in h.shape]
    if not images and name in SPECTRA:
        return {}
    if not images:
        return {'refused-file': {'query': {'CIRCLE': '10 10 1'}, 'refused': 'image'}}
    if name in SPECTRA:
        return sections(images[-1], number)
    cases = {}
    sky = [i for i in images if i.sky is not None]
    spectral = [i for i in images if i.spectral]
    stokes = [i for i in images if i.stokes is not None]
    shapes = {}
    if sky:
        wanted = spatial_shapes(sky[0], number)
        for i in sky[1:]:  # extensions elsewhere on the sky get shapes of their own
            if box(wanted['circle'], i) is None:
                theirs = spatial_shapes(i, number)
                wanted.update({f'{case}-hdu{i.index}': theirs[case] for case in ('circle', 'polygon', 'range', 'edge')})
        for case, shape in wanted.items():
            found = robust(shape, sky)
            if not found:
                print(f'  {name} {case}: no robust shape', file=sys.stderr)
                continue
            shape, boxes = found
            for i, b in zip(sky, boxes):
                if b and i.axes[i.lon] * i.axes[i.lat] <= 12000 and case != 'pixel':
                    second_method(shape, i, b)
            spans = [None if b is None else {i.lon: b[0], i.lat: b[1]} for i, b in zip(sky, boxes)]
            shapes[case] = (shape, spans)
            cases[case] = answer(sky, spans, images[0], shape.query(number % 2 == 0))
            if case in ('circle', 'polygon', 'range', 'seam'):
                query = {**shape.query(number % 2 == 1), 'MASKOUT': 'hard'}
                masked = answer(sky, spans, images[0], query, shape)
                if not any(i.pixels.dtype.kind == 'i' and i.pixels.dtype.itemsize == 8 for i in sky):
                    cases[case + '-masked'] = masked
    else:
        odd = next((c for i in images for c in i.ctypes if c.startswith('HPLN')), None)
        refused = {'query': {'CIRCLE': '10 10 1'}, 'refused': 'HPLN' if odd else 'celestial|sky|longitude'}
        cases['refused-sky' if odd else 'lacks-sky'] = refused
        if name == 'fitsrs_hst_fos.fits':  # a spectrum on detector pixels, which says where it was taken: elsewhere
            cases = {'elsewhere': {'query': {'CIRCLE': '10 10 1'}, 'status': 204}}
    if spectral:
        bands = band_limits(spectral)
        for case, (text, spans) in bands.items():
            spans = [None if s is None else {i.spectral[0]: s} for i, s in zip(spectral, spans)]
            cases[case] = answer(spectral, spans, images[0], {'BAND': text})
        both = [i for i in spectral if i.sky is not None]
        if both:
            case = 'band' if 'band' in bands else 'band-whole'
            text, by_band = bands[case]
            shape, by_shape = shapes['circle']
            spans = [None if by_shape[sky.index(i)] is None or by_band[spectral.index(i)] is None
                     else {**by_shape[sky.index(i)], i.spectral[0]: by_band[spectral.index(i)]} for i in both]
            cases['circle+band'] = answer(both, spans, images[0], {**shape.query(False), 'BAND': text})
    else:
        odd = next((i.no_wavelength for i in images if i.no_wavelength), None)
        cases['refused-band' if odd or not (sky or stokes) else 'lacks-band'] = {'query': {'BAND': '0.1 0.3'}, 'refused': odd or 'spectral|wavelength|HPLN'}
    if stokes:
        for case, (labels, spans) in polarisations(stokes).items():
            cases[case] = answer(stokes, [None if s is None else {i.stokes: s} for i, s in zip(stokes, spans)], images[0], {'POL': labels})
        if spectral and sky and stokes[0] is sky[0] is spectral[0]:
            i = sky[0]
            text, by_band = band_limits(spectral)['band-scalar']
            shape, by_shape = shapes['range']
            labels, (plane,) = polarisations(stokes)['pol-one']
            cases['range+band+pol'] = answer([i], [{**by_shape[0], i.spectral[0]: by_band[0], i.stokes: plane}], images[0],
                                             {**shape.query(True), 'BAND': text, 'POL': labels})
    elif any('POL' in i.ctypes for i in images):  # GIPSY's name for the axis; its codes are none of the standard's
        cases['pol-none'] = {'query': {'POL': ['I']}, 'status': 204}
    else:
        cases['lacks-pol'] = {'query': {'POL': ['I']}, 'refused': 'STOKES|polari|HPLN'}
    cases.update(sections(images[-1], number))
    return cases


def sections(image, number):
    """PIXELS on the last image of the file, by number: a plain section, one with steps, one that is clipped, and one beside the image."""
    def section(*parts):
        return {'PIXELS': f'[{image.index}][{",".join(parts)}]'}

    def answered(query, spans):
        return {'query': query, 'hdus': ([[0]] if image.index else []) + [image.cut(spans)]}

    thirds = [(n // 3, max(n // 3, 2 * n // 3)) for n in image.axes]
    steps = [2 + (number + k) % 3 if n > 3 else 1 for k, n in enumerate(image.axes)]
    plain = {k: span for k, span in enumerate(thirds)}
    stepped = {k: list(range(a, b + 1, s)) if s > 1 else (a, b) for k, ((a, b), s) in enumerate(zip(thirds, steps))}
    n = image.axes[0]
    return {
        'pixels': answered(section(*(f'{a + 1}:{b + 1}' for a, b in thirds)), plain),
        'pixels-steps': answered(section(*(f'{a + 1}:{b + 1}:{s}' for (a, b), s in zip(thirds, steps))), stepped),
        'pixels-clipped': answered(section(f'{n // 2 + 1}:{n + 100}', *['*'] * (len(image.axes) - 1)), {0: (n // 2, n - 1)}),
        'pixels-beside': {'query': section(f'{n + 1}:{n + 5}', *['*'] * (len(image.axes) - 1)), 'status': 204},
    }


def main(folder, target, only):
    names = sorted(n for n in os.listdir(folder) if FILE_NAME.search(n))
    out = {}
    for number, name in enumerate(names):
        if only and name not in only:
            continue
        path = os.path.join(folder, name)
        with open(path, 'rb') as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        print(name, file=sys.stderr)
        out[name] = {'sha256': digest, 'cases': file_cases(path, number)}
    lines = []
    for name, entry in out.items():
        cases = ',\n'.join(f'   {json.dumps(c)}: {json.dumps(v, separators=(",", ":"))}' for c, v in entry['cases'].items())
        lines.append(f' {json.dumps(name)}: {{"sha256": "{entry["sha256"]}", "cases": {{\n{cases}\n }}}}')
    with open(target, 'w') as f:
        f.write('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], set(sys.argv[3:]))
