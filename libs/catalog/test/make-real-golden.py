#!/usr/bin/python3
"""Key ObsCore columns of the real files, computed with astropy and WCSLIB: python3 make-real-golden.py <folder of real files> > real-golden.json

What the two sides share is the choice of the HDU (first image with a celestial pair that is no companion, else with a spectral axis, else
the first) and the rule that em_min and em_max are the outer edges of the outer channels, in vacuum. Everything else is done anew here. What the
spectra in tables and dialects have for wavelengths is written down here file by file (SPECTRA), as a reader of the file would.
`null` in the file means "must be null", `"?"` means that astropy has no answer (a dialect it does not read), so the value is not compared.
"""
import io, json, os, re, subprocess, sys, warnings
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from astropy import units as u
from astropy.time import Time
from astropy.coordinates import SkyCoord, FK5, FK4

warnings.simplefilter('ignore')
COMPANION = re.compile(r'^(STAT|VAR.*|IVAR|ERR.*|DQ|MASK|WEIGHT)$', re.I)
SPECTRAL = ('FREQ', 'VRAD', 'VOPT', 'WAVE', 'AWAV', 'VELO', 'ZOPT', 'ENER', 'WAVN', 'BETA')
STOKES = {1: 'I', 2: 'Q', 3: 'U', 4: 'V', -1: 'RR', -2: 'LL', -3: 'RL', -4: 'LR', -5: 'XX', -6: 'YY', -7: 'XY', -8: 'YX'}
LABELS = 'I Q U V RR LL RL LR XX YY XY YX'.split()


def images(hdul):
    found = [h for h in hdul if isinstance(h, (fits.PrimaryHDU, fits.ImageHDU, fits.CompImageHDU)) and h.header.get('NAXIS', 0) > 0
             and all(h.header[f'NAXIS{i + 1}'] > 0 for i in range(h.header['NAXIS']))]
    return [h for h in found if not COMPANION.match(h.name if h.name != 'PRIMARY' else '')] or found


def ctypes(h):
    n = max(h['NAXIS'], h.get('WCSAXES', 0), *[i for i in range(1, 10) if f'CTYPE{i}' in h] or [0])
    return [str(h.get(f'CTYPE{i + 1}', '')).strip().upper() for i in range(n)]


def sky_axes(h):
    types = ctypes(h)
    lon = [i for i, t in enumerate(types) if t[:4] in ('RA--', 'GLON', 'ELON')]
    lat = [i for i, t in enumerate(types) if t[:4] in ('DEC-', 'GLAT', 'ELAT')]
    if not lon and 'AMDX1' in h and 'PLTRAH' in h:
        return 0, 1  # a plate solution alone
    return (lon[0], lat[0]) if lon and lat else None


def spectral_axis(h):
    for i, t in enumerate(ctypes(h)):
        if t[:4] in SPECTRAL and not re.match(r'WAVE(REST|LEN)', t) or re.match(r'(RADI|FELO)-', t):
            return i
    return None


def celestial(h):
    """WCSLIB on the whole header; where a third axis spoils that, on the cards of the two sky axes."""
    lon, lat = sky_axes(h)
    if h['NAXIS'] == 2 and len(ctypes(h)) == 2:
        return WCS(h), h['NAXIS1'], h['NAXIS2'], h
    w = WCS(naxis=2)
    sub = fits.Header()
    for card in h.cards:
        if re.match(r'^(A|B|AP|BP)_(ORDER|\d_\d)$|^(RADESYS|RADECSYS|EQUINOX|EPOCH|LONPOLE|LATPOLE|MJD-OBS|DATE-OBS)$', card.keyword):
            if isinstance(card.value, (int, float, str)):
                sub[card.keyword] = card.value
    cd = any(re.match(r'^CD\d+_\d+$', k) for k in h)
    for new, old in ((1, lon + 1), (2, lat + 1)):
        for key in ('CTYPE', 'CRVAL', 'CRPIX', 'CUNIT', 'CDELT', 'CROTA'):
            if f'{key}{old}' in h and not (cd and key in ('CROTA',)):
                value = h[f'{key}{old}']
                sub[f'{key}{new}'] = {'DEGREE': 'deg', 'DEG': 'deg'}.get(str(value).strip().upper(), value) if key == 'CUNIT' else value
        for new2, old2 in ((1, lon + 1), (2, lat + 1)):
            for key in ('CD', 'PC'):
                if f'{key}{old}_{old2}' in h:
                    sub[f'{key}{new}_{new2}'] = h[f'{key}{old}_{old2}']
            if f'PC{old:03d}{old2:03d}' in h and not cd and not any(re.match(r'^PC\d+_\d+$', k) for k in h):
                sub[f'PC{new}_{new2}'] = h[f'PC{old:03d}{old2:03d}']
        for m in range(40):
            if f'PV{old}_{m}' in h:
                sub[f'PV{new}_{m}'] = h[f'PV{old}_{m}']
    for key in list(sub):
        if key.startswith('CUNIT') and not str(sub[key]).strip():
            del sub[key]
    if any(k.startswith('PC') for k in sub) and any(k.startswith('CROTA') for k in sub):
        for k in [k for k in sub if k.startswith('CROTA')]:
            del sub[k]
    if sub.get('EQUINOX') == 0:
        del sub['EQUINOX']
    return WCS(sub), h.get(f'NAXIS{lon + 1}', 1), h.get(f'NAXIS{lat + 1}', 1), sub


def icrs(w, sub, x, y):
    lon, lat = w.wcs_pix2world([[x, y]], 0)[0] if w.sip is None else w.all_pix2world([[x, y]], 0)[0]
    if w.wcs.ctype[0].startswith('GLON'):
        sky = SkyCoord(lon * u.deg, lat * u.deg, frame='galactic')
    else:
        system = str(sub.get('RADESYS', sub.get('RADECSYS', ''))).strip()
        equinox = sub.get('EQUINOX', sub.get('EPOCH'))
        equinox = float(str(equinox).lstrip('JB')) if equinox is not None else None
        if not system:
            system = 'ICRS' if equinox is None else 'FK4' if equinox < 1984 else 'FK5'
        if system == 'ICRS':
            sky = SkyCoord(lon * u.deg, lat * u.deg, frame='icrs')
        elif system == 'FK5':
            sky = SkyCoord(lon * u.deg, lat * u.deg, frame=FK5(equinox=f'J{equinox or 2000.0}'))
        else:
            year = equinox or 1950.0
            # FITS WCS Paper II table 2: FK4 needs the epoch of observation
            obstime = Time(sub['MJD-OBS'], format='mjd') if 'MJD-OBS' in sub else Time(sub['DATE-OBS']) if 'T' in str(sub.get('DATE-OBS')) else None
            sky = SkyCoord(lon * u.deg, lat * u.deg, frame=FK4(equinox=f'B{year}', obstime=obstime or f'B{year}'))
    return sky.icrs.ra.deg, sky.icrs.dec.deg


def band(h, axis):
    """Edges of the axis in vacuum metres, through WCSLIB for the axis' own quantity and astropy's equivalencies for the rest."""
    i = axis + 1
    sub = fits.Header()
    sub['CTYPE1'] = {'VELO-LSR': 'VELO', 'VELO-HEL': 'VELO'}.get(str(h[f'CTYPE{i}']).strip(), h[f'CTYPE{i}'])
    cd = h.get(f'CD{i}_{i}')
    sub['CDELT1'] = (cd if cd is not None else h.get(f'CDELT{i}', 1)) * (1 if cd is not None else h.get(f'PC{i}_{i}', 1))
    for key in ('CRVAL', 'CRPIX'):
        sub[f'{key}1'] = h.get(f'{key}{i}', 0)
    cunit = str(h.get(f'CUNIT{i}', '')).strip()
    if cunit:
        sub['CUNIT1'] = {'HZ': 'Hz', 'M/S': 'm/s', 'KM/S': 'km/s', 'GHZ': 'GHz'}.get(cunit.upper(), cunit)
    rest = h.get('RESTFRQ', h.get('RESTFREQ'))
    if rest:
        sub['RESTFRQ'] = rest
    if re.search(r'-(OHEL|LSR|HEL|OBS)$', str(h[f'CTYPE{i}']).strip()):
        return '?'  # AIPS and GIPSY dialects: the goldens of the WCS library cover them
    w = WCS(sub)
    kind = w.wcs.ctype[0][:4]
    edges = w.wcs_pix2world([[-0.5], [h.get(f'NAXIS{i}', 1) - 0.5]], 0)[:, 0]
    restq = rest * u.Hz if rest else None
    if kind in ('VRAD', 'VOPT', 'VELO') and restq is None:
        return None
    if kind in ('FREQ', 'ENER', 'WAVN', 'WAVE'):
        value = (edges * {'FREQ': u.Hz, 'ENER': u.J, 'WAVN': 1 / u.m, 'WAVE': u.m}[kind]).to_value(u.m, u.spectral())
    elif kind in ('VRAD', 'VOPT', 'VELO'):
        convention = {'VRAD': u.doppler_radio, 'VOPT': u.doppler_optical, 'VELO': u.doppler_relativistic}[kind](restq)
        value = (edges * u.m / u.s).to(u.Hz, convention).to_value(u.m, u.spectral())
    else:
        return '?'
    return [float(min(value)), float(max(value))] if min(value) > 0 and max(value) < np.inf else None


def column(ext, name, unit):
    return lambda hdul: (hdul[ext].data[name].ravel().astype(float), unit)


def array(ext, unit):
    return lambda hdul: (hdul[ext].data.astype(float), unit)


def log10(hdul):
    """SDSS and IRAF: log10 of the wavelength is linear, in angstrom. Where COEFF0 says otherwise, the file was trimmed and CRVAL1 kept up with it."""
    h = hdul[0].header
    step = h.get('CD1_1', h.get('CDELT1'))
    return 10 ** (h['CRVAL1'] + step * (np.array([0.5, h['NAXIS1'] + 0.5]) - h['CRPIX1'])), u.AA, 'edges'


def iue(hdul):
    row = hdul[1].data[0]
    return row['LAMBDA'] + row['DELTAW'] * np.arange(int(row['NPTS']), dtype=float), u.AA


# Files whose wavelengths no WCS gives: arms as columns or arrays; None where the reading of a dialect is a matter of its own (see #products).
SPECTRA = {
    'astroquery_alfalfa_bintable.fits': [column(1, 'FREQ', u.MHz)],
    'fidia_sdss_spspec.fits': [log10],
    'fitsrs_hst_fos.fits': None,
    'linetools_sdss_4img_ext.fits': [log10],
    'linetools_um184_mage_log.fits': None,
    'linetools_xshooter_phase3.fits.gz': [column(1, 'WAVE', u.nm)],
    'marz_aat_air_helio.fits': None,
    'marz_aat_multi3_logvac.fits': None,
    'pyspeckit_hcop_radi-lsr_1d.fits': None,
    'pyspeckit_sdss_spSpec_loglin.fits': [log10],
    'pyspeckit_sn2009ip_waverest_3row.fits': None,
    'pyvo_iue_melo.fits': [iue],
    'specutils_desi_spectra_gzipmask.fits': [array(f'{arm}_WAVELENGTH', u.AA) for arm in 'BRZ'],
    'specutils_gds1312_bintable.fits': [column(1, 'LAMBDA', u.AA)],
    'specutils_l5_gmos_linear.fits': None,
    'specutils_multispec_equispec.fits': None,
    'specutils_tres_multispec.fits': None,
}


def cards(lon, lat, frame):
    return lambda hdul: SkyCoord(float(hdul[0].header[lon]) * u.deg, float(hdul[0].header[lat]) * u.deg, frame=frame)


def middle(ext, lon, lat, unit, frame):
    """Of the rows of a table: the mean direction."""
    def found(hdul):
        data = hdul[ext].data
        mean = SkyCoord(data[lon] * unit, data[lat] * unit, frame=frame).icrs.cartesian.mean()
        return SkyCoord(mean.x, mean.y, mean.z, representation_type='cartesian', frame='icrs')
    return found


# Where the targets of spectra without celestial axes are, by the frame that RADESYS and EQUINOX tell. The FIBRES table of 2dF has radians.
PLACES = {
    'fidia_sdss_spspec.fits': cards('PLUG_RA', 'PLUG_DEC', FK5()),
    'linetools_sdss_4img_ext.fits': cards('RA', 'DEC', FK5()),
    'linetools_xshooter_phase3.fits.gz': cards('RA', 'DEC', FK5()),
    'marz_aat_air_helio.fits': middle('FIBRES', 'RA', 'DEC', u.rad, FK5()),
    'marz_aat_multi3_logvac.fits': middle('FIBRES', 'RA', 'DEC', u.rad, FK5()),
    'pyspeckit_sdss_spSpec_loglin.fits': cards('RAOBJ', 'DECOBJ', FK5()),
    'specutils_desi_spectra_gzipmask.fits': middle('FIBERMAP', 'TARGET_RA', 'TARGET_DEC', u.deg, 'icrs'),
}


def samples_band(arms, hdul):
    """Half a step beyond the outer samples, in the quantity that the file counts in."""
    metres = []
    for arm in arms:
        values, unit, *kind = arm(hdul)
        edges = values if kind else np.array([values[0] - (values[1] - values[0]) / 2, values[-1] + (values[-1] - values[-2]) / 2])
        metres += list((edges * unit).to_value(u.m, u.spectral()))
    return [float(min(metres)), float(max(metres))]


def opened(path):
    if path.endswith('.Z'):  # astropy 5.2 has no LZW
        return fits.open(io.BytesIO(subprocess.run(['gzip', '-dc', path], check=True, capture_output=True).stdout))
    return fits.open(path, memmap=False, disable_image_compression=False)


def row(path):
    out = columns(path)
    if os.path.basename(path) in PLACES:
        sky = PLACES[os.path.basename(path)](opened(path)).icrs.spherical
        out['ra'], out['dec'] = float(sky.lon.deg), float(sky.lat.deg)
    return out


def columns(path):
    name = os.path.basename(path)
    hdul = opened(path)
    found = images(hdul)
    spectrum = name in SPECTRA
    band_of_samples = '?' if SPECTRA.get(name) is None else samples_band(SPECTRA[name], hdul)
    refusal = None if found or spectrum else 'no image'
    main = next((h for h in found if sky_axes(h.header)), None) or next((h for h in found if spectral_axis(h.header) is not None), None) or (found[0] if found else None)
    if main is None:
        return dict(type='spectrum' if spectrum else '?', ra='?', dec='?', em=band_of_samples if spectrum else None, pol=None, refusal=refusal)
    h = main.header
    axes = [h[f'NAXIS{i + 1}'] for i in range(h['NAXIS'])]
    out = dict(type='?', ra='?', dec='?', em=None, pol=None, refusal=refusal)
    pair, spectral = sky_axes(h), spectral_axis(h)
    long = lambda i: i is not None and i < len(axes) and axes[i] > 1
    if pair and long(pair[0]) and long(pair[1]):
        out['type'] = 'cube' if sum(n > 1 for n in axes) > 2 else 'image'
    elif long(spectral):
        out['type'] = 'spectrum'
    science = [x for x in found if sky_axes(x.header)]
    if pair:
        w, nx, ny, sub = celestial(h)
        ra, dec = icrs(w, sub, (nx - 1) / 2, (ny - 1) / 2)
        out['ra'], out['dec'] = (float(ra), float(dec)) if len(science) == 1 else ('?', '?')
        if len(science) > 1:  # a middle for several: every image's own middle lies in the covering polygon
            out['inside'] = [[float(v) for v in icrs(*(lambda c: (c[0], c[3], (c[1] - 1) / 2, (c[2] - 1) / 2))(celestial(x.header)))] for x in science]
    if spectral is not None:
        out['em'] = band(h, spectral)
    elif any(t in ('LINEAR', 'LAMBDA', 'WAVELENGTH', 'WAVEREST', 'PIXEL') or t[:4] in ('MULT', 'RADI', 'FELO') for t in ctypes(h)) or any(k in h for k in ('COEFF0', 'DC-FLAG')):
        out['em'] = '?'
    if spectrum:
        out['type'], out['em'] = 'spectrum', band_of_samples
    for i, t in enumerate(ctypes(h)):
        if t in ('STOKES', 'POL'):
            n = axes[i] if i < len(axes) else 1
            codes = [round(h.get(f'CRVAL{i + 1}', 0) + (p + 1 - h.get(f'CRPIX{i + 1}', 0)) * h.get(f'CDELT{i + 1}', 1), 6) for p in range(n)]
            states = sorted({STOKES[c] for c in codes if c in STOKES}, key=LABELS.index)
            out['pol'] = '/' + '/'.join(states) + '/' if states else None
    return out


if __name__ == '__main__':
    folder = sys.argv[1]
    names = sorted(n for n in os.listdir(folder) if re.search(r'\.(fits|fz)(\.(fz|gz|Z))?$', n))
    print('{\n' + ',\n'.join(f'  {json.dumps(n)}: {json.dumps(row(os.path.join(folder, n)))}' for n in names) + '\n}')
