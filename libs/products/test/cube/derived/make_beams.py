"""Writes beams.fits.gz and beams.json: a cube whose channels have beams of their own, and what convolving it to the common beam must give.

Run with /usr/bin/python3 (astropy, numpy, scipy, radio_beam, spectral_cube); the tests themselves need no Python.

Sources stand in the cube as the analytic beams of their channels: after convolution each must be the analytic common beam. `planes` are the
convolution by astropy, with kernels taken at the centres of pixels, where these are wide enough. `cube` is what spectral-cube makes of it.
"""

import gzip
import io
import json
import pathlib
import warnings

import astropy.units as u
import numpy as np
from astropy.convolution import convolve
from astropy.io import fits
from radio_beam import Beam, Beams
from scipy.optimize import minimize

warnings.simplefilter('ignore')
HERE = pathlib.Path(__file__).parent
NX, NY, STEP = 72, 64, 1.5  # arcsec
# arcsec, degrees
BEAMS = [(9.0, 6.0, 30.0), (9.4, 6.4, 32.0), (10.5, 7.5, 45.0), (12.0, 8.0, 60.0), (9.9, 9.9, 0.0), (13.0, 7.0, 100.0)]
SOURCES = [(20, 18, 1.0), (50, 40, 2.5)]


def matrix(a, b, pa):
    t = np.radians(pa)
    r = np.array([[np.sin(t), np.cos(t)], [np.cos(t), -np.sin(t)]])  # rows: east, north; columns: major, minor
    return r @ np.diag([a * a, b * b]) @ r.T


def image(a, b, pa, dx, dy):
    """Peak 1; x of the image runs to the west."""
    inverse = np.linalg.inv(matrix(a, b, pa)) * 8 * np.log(2)
    east, north = -dx * STEP, dy * STEP
    return np.exp(-0.5 * (inverse[0, 0] * east**2 + 2 * inverse[0, 1] * east * north + inverse[1, 1] * north**2))


def common(beams):
    major, minor, pa = zip(*beams)
    found = Beams(major * u.arcsec, minor * u.arcsec, pa * u.deg).common_beam(tolerance=1e-5, nsamps=200)
    return [found.major.to_value(u.arcsec), found.minor.to_value(u.arcsec), found.pa.to_value(u.deg)]


def smallest(beams):
    """The ellipse of least area that holds all: det T is least where every T - M has no eigenvalue below 0."""
    held = [{'type': 'ineq', 'fun': lambda t, m=matrix(*b): np.linalg.eigvalsh([[t[0], t[1]], [t[1], t[2]]] - m)[0]} for b in beams]
    start = max(b[0] for b in beams) ** 2 * 1.1
    t = minimize(lambda t: np.log(t[0] * t[2] - t[1] ** 2), [start, 0, start], constraints=held, method='SLSQP',
                 options={'ftol': 1e-14, 'maxiter': 2000}).x
    values, vectors = np.linalg.eigh([[t[0], t[1]], [t[1], t[2]]])
    return [np.sqrt(values[1]), np.sqrt(values[0]), np.degrees(np.arctan2(vectors[0, 1], vectors[1, 1])) % 180]


rng = np.random.default_rng(5)
y, x = np.mgrid[0:NY, 0:NX]
cube = np.zeros((len(BEAMS), NY, NX))
for k, beam in enumerate(BEAMS):
    for sx, sy, peak in SOURCES:
        cube[k] += peak * image(*beam, x - sx, y - sy)
noise = rng.normal(0, 0.1, cube.shape)
blank = np.zeros((NY, NX), bool)
blank[30:36, 28:33] = True
blank[:, 70:] = True

header = fits.Header()
cards = dict(CTYPE1='RA---SIN', CRPIX1=36.0, CRVAL1=150.0, CDELT1=-STEP / 3600, CUNIT1='deg', CTYPE2='DEC--SIN', CRPIX2=32.0, CRVAL2=2.0,
             CDELT2=STEP / 3600, CUNIT2='deg', CTYPE3='FREQ', CRPIX3=1.0, CRVAL3=1.4e9, CDELT3=-1e6, CUNIT3='Hz', RESTFRQ=1.420405752e9,
             SPECSYS='LSRK', BUNIT='Jy/beam', CASAMBM=True)
for key, value in cards.items():
    header[key] = value


def table():
    columns = [('BMAJ', [b[0] for b in BEAMS], 'arcsec'), ('BMIN', [b[1] for b in BEAMS], 'arcsec'), ('BPA', [b[2] for b in BEAMS], 'deg')]
    cols = [fits.Column(name, 'E', unit=unit, array=np.array(values, 'f4')) for name, values, unit in columns]
    cols += [fits.Column('CHAN', 'J', array=np.arange(len(BEAMS))), fits.Column('POL', 'J', array=np.zeros(len(BEAMS)))]
    hdu = fits.BinTableHDU.from_columns(cols, name='BEAMS')
    hdu.header['NCHAN'], hdu.header['NPOL'] = len(BEAMS), 1
    return hdu


def write(name, data):
    raw = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(data.astype('>f4'), header), table()]).writeto(raw)
    (HERE / name).write_bytes(gzip.compress(raw.getvalue(), mtime=0))


blanked = np.where(blank, np.nan, cube + noise).astype('f4')
write('beams.fits.gz', np.concatenate([cube.astype('f4')]))
write('beams-noisy.fits.gz', blanked)

target = smallest(BEAMS)


def kernel(k):
    c = (matrix(*target) - matrix(*BEAMS[k])) / STEP**2 / (8 * np.log(2))
    c[0, 1] *= -1
    c[1, 0] *= -1  # x runs to the west
    if np.linalg.eigvalsh(c)[0] < 0.64:
        return None
    half = [int(np.ceil(5 * np.sqrt(c[i, i]))) + 2 for i in (0, 1)]
    ky, kx = np.mgrid[-half[1]:half[1] + 1, -half[0]:half[0] + 1]
    inverse = np.linalg.inv(c)
    k = np.exp(-0.5 * (inverse[0, 0] * kx**2 + 2 * inverse[0, 1] * kx * ky + inverse[1, 1] * ky**2))
    return k / k.sum()


def plain(values):
    return [[None if not np.isfinite(v) else round(float(v), 7) for v in row] for row in values]


planes = {}
for k in range(len(BEAMS)):
    ker = kernel(k)
    if ker is None:
        continue
    factor = target[0] * target[1] / (BEAMS[k][0] * BEAMS[k][1])
    done = convolve(blanked[k].astype('f8'), ker, boundary='fill', fill_value=np.nan, nan_treatment='interpolate', normalize_kernel=False,
                    preserve_nan=True)
    planes[k] = plain((done * factor)[::3, ::3])

from spectral_cube import SpectralCube  # noqa: E402

sets = [BEAMS, BEAMS[:2], [(5, 3, 10), (5, 3, 100)], [(4, 4, 0), (6, 2, 0), (6, 2, 60), (6, 2, 120)], [(3, 2, 0), (10, 9, 20)],
        [(8 + 0.01 * i, 5 + 0.02 * i, 3 * i) for i in range(40)]]
commons = [{'beams': [list(map(float, b)) for b in each], 'common': common(each)} for each in sets]

path = '/tmp/sodalite-beams.fits'
pathlib.Path(path).write_bytes(gzip.decompress((HERE / 'beams.fits.gz').read_bytes()))
sc = SpectralCube.read(path)
sc.allow_huge_operations = True
whole = sc.convolve_to(Beam(1.0001 * target[0] * u.arcsec, 1.0001 * target[1] * u.arcsec, target[2] * u.deg))
spectral = whole.filled_data[:].value

json.dump({'target': target, 'sources': SOURCES, 'beams': BEAMS, 'step': STEP, 'commons': commons, 'planes': planes,
           'spectral': [plain(plane[16:48:4, 16:56:4]) for plane in spectral]}, open(HERE / 'beams.json', 'w'))
print(target, {k: len(v) for k, v in planes.items()})
for k, plane in enumerate(spectral):
    print(k, [plane[sy, sx] for sx, sy, _ in SOURCES])
