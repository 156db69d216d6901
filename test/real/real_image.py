"""One image HDU of a real file as astropy sees it: raw pixels, sky positions, wavelengths."""
import hashlib
import re

import numpy as np
from astropy import units as u
from astropy.coordinates import FK4, ICRS, SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

C = 299792458.0
H = 6.62607015e-34
# CTYPE of a spectral-looking axis that gives no wavelength, and what the sentence of refusal must speak of
NO_WAVELENGTH = {'MULTISPE': 'spectral|MULTISPE', 'PIXEL': 'spectral|PIXEL'}
METRES_PER = {'m': 1.0, 'Angstrom': 1e-10, 'Angstroms': 1e-10, 'angstroms': 1e-10}


def vector(lon, lat):
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


def lonlat(v):
    return np.degrees(np.arctan2(v[..., 1], v[..., 0])) % 360, np.degrees(np.arctan2(v[..., 2], np.hypot(v[..., 0], v[..., 1])))


def unit(v):
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def readable(hdu):
    """The header without what wcslib stumbles over; keywords that are not left-justified count, as for astropy.io.fits."""
    hdu.verify('silentfix+ignore')
    return fits.Header([(c.keyword, c.value) for c in hdu.header.cards
                        if re.fullmatch(r'[A-Z0-9_-]{1,8}', c.keyword) and c.keyword not in ('COMMENT', 'HISTORY', 'CONTINUE')])


class Image:
    """One image HDU: its raw pixels, and what astropy knows of its axes."""

    def __init__(self, raw, hdu, index):
        h = readable(hdu)
        self.index, self.header = index, h
        self.axes = [h[f'NAXIS{k + 1}'] for k in range(h['NAXIS'])]
        kind = {8: 'u1', 16: '>i2', 32: '>i4', 64: '>i8', -32: '>f4', -64: '>f8'}[h['BITPIX']]
        self.pixels = np.ndarray(self.axes[::-1], kind, raw, hdu.fileinfo()['datLoc'])
        # an axis that only the WCS has (CTYPE beyond NAXIS, and not beyond WCSAXES) is one pixel long
        count = max(h['NAXIS'], h['WCSAXES']) if 'WCSAXES' in h else 9
        ctypes = [str(h.get(f'CTYPE{k + 1}', '')).strip() for k in range(count)]
        self.ctypes = ctypes
        self.stokes = next((k for k, c in enumerate(ctypes) if c == 'STOKES'), None)
        self.sky = self.sky_wcs(ctypes)
        self.spectral, self.no_wavelength = self.spectral_axis(ctypes)

    # -- sky
    def sky_wcs(self, ctypes):
        lon = next((k for k, c in enumerate(ctypes) if re.match(r'(RA--|GLON|ELON|SLON)', c)), None)
        lat = next((k for k, c in enumerate(ctypes) if re.match(r'(DEC-|GLAT|ELAT|SLAT)', c)), None)
        if 'AMDX1' in self.header and 'AMDY1' in self.header:  # a Schmidt plate: wcslib takes its plate solution, with or without CTYPE
            lon, lat = 0, 1
        if lon is None or lat is None:
            return None
        h = self.header.copy()
        for k, c in enumerate(ctypes):  # what wcslib cannot read, on axes that do not matter here
            if re.search(r'-OHEL$', c):
                h[f'CTYPE{k + 1}'] = 'FREQ'
        if h.get('EQUINOX') == 0:
            del h['EQUINOX']
        w = WCS(h)
        if w.naxis != 2 or w.wcs.lng != 0:
            w = w.sub(['longitude', 'latitude'])
        self.lon, self.lat = lon, lat
        self.frame = wcs_to_celestial_frame(w)
        if isinstance(self.frame, FK4) and 'DATE-OBS' in h:  # FK4 rotates against FK5; astropy's WCS takes the equinox for the date
            self.frame = FK4(equinox=self.frame.equinox, obstime=Time(w.wcs.mjdobs, format='mjd'))
        return w

    def icrs(self, x, y):
        """Unit vectors of pixels (0-based), NaN where there is no sky."""
        shape = np.shape(x)
        lon, lat = self.sky.all_pix2world(np.ravel(x), np.ravel(y), 0)
        good = np.isfinite(lon) & np.isfinite(lat)
        out = np.full((lon.size, 3), np.nan)
        s = SkyCoord(lon[good] * u.deg, lat[good] * u.deg, frame=self.frame).transform_to(ICRS())
        out[good] = vector(s.ra.deg, s.dec.deg)
        return out.reshape(*shape, 3)

    def pixel(self, ra, dec):
        s = SkyCoord(ra * u.deg, dec * u.deg, frame=ICRS()).transform_to(self.frame).spherical
        lon, lat = s.lon.deg, s.lat.deg
        if self.sky.sip is not None:
            return self.sky.all_world2pix(lon, lat, 0, quiet=True)
        return self.sky.wcs_world2pix(lon, lat, 0)

    def centres(self):
        if not hasattr(self, '_centres'):
            y, x = np.mgrid[0:self.axes[self.lat], 0:self.axes[self.lon]]
            self._centres = self.icrs(x, y)
        return self._centres

    def scale(self):
        """Degrees per pixel in the middle."""
        nx, ny = self.axes[self.lon], self.axes[self.lat]
        x, y = (nx - 1) / 2, (ny - 1) / 2
        p = self.icrs(np.array([x, x + .5, x]), np.array([y, y, y + .5]))
        return np.degrees(np.sqrt(np.linalg.norm(np.cross(p[1] - p[0], p[2] - p[0]))) * 2)

    # -- spectral
    def spectral_axis(self, ctypes):
        """((axis, pixel -> vacuum metres), None), or (None, why not), or (None, None)."""
        h = self.header
        for k, ctype in enumerate(ctypes):
            if ctype in NO_WAVELENGTH:
                return None, NO_WAVELENGTH[ctype]
            if ctype == 'FREQ-OHEL':
                return (k, self.gipsy(k)), None
            if ctype in ('Wavelength', 'WAVEREST', 'LINEAR', 'LAMBDA'):
                metres = self.home_made(k)
                if metres:
                    return (k, metres), None
                continue
            if ctype == 'RADI-LSR':
                h = h.copy()
                h[f'CTYPE{k + 1}'] = 'VRAD'
            if not re.match(r'(FREQ|VELO|FELO|RADI|VRAD|VOPT|WAVE|AWAV|ENER|WAVN|ZOPT|BETA)', ctype):
                continue
            w = WCS(h)  # wcslib's fix() has turned AIPS' names into those of Paper III
            name = w.wcs.ctype[k][:4]
            rest = w.wcs.restfrq or (C / w.wcs.restwav if w.wcs.restwav else None) or h.get('FREQ0')  # FREQ0: GIPSY
            if name in ('VRAD', 'VOPT', 'VELO', 'ZOPT', 'BETA') and not rest:
                return None, 'rest|RESTFRQ'
            to_metres = METRES[name]
            w.pixel_shape = None  # astropy trips over an axis beyond NAXIS
            sub = w.sub([k + 1])
            return (k, lambda p: to_metres(sub.wcs_pix2world(np.atleast_1d(np.asarray(p, float)), 0)[0], rest)), None
        return None, None

    def home_made(self, k):
        """Names outside the standard: linear in CUNIT (or IRAF's WAT text), or in its logarithm to base 10 (DC-FLAG = 1)."""
        h, n = self.header, k + 1
        unit = h.get(f'CUNIT{n}') or {'LAMBDA': 'm'}.get(self.ctypes[k]) or ('Angstroms' if 'units=Angstroms' in h.get(f'WAT{n}_001', '') else '')
        # wcslib: with CD cards CDELT means nothing, and an axis without any has a step of 1
        step = h.get(f'CD{n}_{n}', 1.0 if 'CD1_1' in h else h.get(f'CDELT{n}', 1.0))
        start, reference = h.get(f'CRVAL{n}', 0.0), h.get(f'CRPIX{n}', 0.0)
        if h.get('DC-FLAG') == 1:
            return lambda p: METRES_PER[unit or 'Angstrom'] * 10 ** (start + step * (np.asarray(p, float) + 1 - reference))
        return (lambda p: METRES_PER[unit] * (start + step * (np.asarray(p, float) + 1 - reference))) if unit else None

    def length(self, k):
        return self.axes[k] if k < len(self.axes) else 1

    def gipsy(self, k):
        """kernels: CRVAL is the topocentric frequency, DRVAL the optical barycentric velocity of the same channel."""
        h, n = self.header, k + 1
        assert h[f'CUNIT{n}'] == 'GHZ' and h[f'DUNIT{n}'] == 'KM/S'
        f_e, step, v = h[f'CRVAL{n}'] * 1e9, h[f'CDELT{n}'] * 1e9, h[f'DRVAL{n}'] * 1e3
        f_b = h['RESTFRQ'] / (1 + v / C)
        v_t = C * (f_b**2 - f_e**2) / (f_b**2 + f_e**2)
        d_b = step * np.sqrt((C - v_t) / (C + v_t))
        return lambda p: C / (f_b + d_b * (np.asarray(p, float) + 1 - h[f'CRPIX{n}']))

    # -- bytes
    def cut(self, spans, shape=None):
        """[source, 'first:last ...', sha-256]; spans: axis -> (first, last) or list of planes; a shape blanks what is outside, and BITPIX
        follows when the pixels needed a wider type to have a value for that."""
        index, words = [], []
        for k, n in enumerate(self.axes):
            span = spans.get(k, (0, n - 1))
            words.append(','.join(map(str, span)) if isinstance(span, list) else f'{span[0]}:{span[1]}')
            index.append(span if isinstance(span, list) else range(span[0], span[1] + 1))
        part = self.pixels[np.ix_(*index[::-1])]
        if shape is not None:
            part = self.blanked(part, shape.inside(self.centres())[np.ix_(index[self.lat], index[self.lon])])
        digest = hashlib.sha256(np.ascontiguousarray(part).tobytes()).hexdigest()
        wider = part.dtype != self.pixels.dtype
        return [self.index, ' '.join(words), digest] + ([8 * part.dtype.itemsize] if wider else [])

    def blanked(self, part, inside):
        """NaN, or BLANK, or the smallest value of the next wider integers."""
        if self.lon > self.lat:
            inside = inside.T
        outside = ~inside.reshape([n if k in (self.lat, self.lon) else 1 for k, n in enumerate(part.shape[::-1])][::-1])
        if part.dtype.kind == 'f':
            return np.where(outside, np.array(np.nan, part.dtype), part).astype(part.dtype)
        if 'BLANK' in self.header:
            return np.where(outside, np.array(self.header['BLANK'], part.dtype), part).astype(part.dtype)
        wider = {1: '>i2', 2: '>i4', 4: '>i8'}[part.dtype.itemsize]
        return np.where(outside, np.iinfo(wider).min, part).astype(wider)


METRES = {
    'FREQ': lambda s, rest: C / s,
    'ENER': lambda s, rest: H * C / s,
    'WAVN': lambda s, rest: 1 / s,
    'VRAD': lambda s, rest: C / (rest * (1 - s / C)),
    'WAVE': lambda s, rest: s,
    'VOPT': lambda s, rest: C / rest * (1 + s / C),
    'ZOPT': lambda s, rest: C / rest * (1 + s),
    'VELO': lambda s, rest: C / rest * np.sqrt((C + s) / (C - s)),
    'BETA': lambda s, rest: C / rest * np.sqrt((1 + s) / (1 - s)),
    'AWAV': lambda s, rest: vacuum(s),
}


def vacuum(air):
    """Greisen et al. 2006 eq. 65, inverted by iteration."""
    vac = np.array(air)
    for _ in range(20):
        um = vac * 1e6
        vac = air * (1 + 1e-6 * (287.6155 + 1.62887 / um**2 + 0.01360 / um**4))
    return vac
