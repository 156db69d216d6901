"""Writes frames.json: velocities of frames by astropy (erfa), and shifts of frequencies by its SpectralCoord. Run with /usr/bin/python3."""

import json
import pathlib
import warnings

import astropy.units as u
import erfa
import numpy as np
from astropy.coordinates import EarthLocation, ICRS, GCRS, LSRD, LSRK, Galactic, SkyCoord, SpectralCoord
from astropy.time import Time
from astropy.utils import iers

iers.conf.auto_download = False
iers.conf.auto_max_age = None
warnings.simplefilter('ignore')

SITES = {'VLA': (-1601185.4, -5041977.5, 3554875.9), 'ALMA': (2225015.3, -5440016.4, -2481631.3), 'WSRT': (3828750.7, 442589.2, 5064921.7)}
TIMES = ['1985-03-11T04:00:00', '1999-12-31T12:34:56', '2010-07-04T18:20:00', '2023-11-21T01:02:03']
PLACES = [(150.0, 2.0), (308.7, 60.15), (86.0, -69.7), (266.4, -29.0)]

earth = []
for mjd in np.linspace(31000, 73000, 60):
    helio, bary = erfa.epv00(2400000.5, mjd)
    scale = 149597870700 / 86400
    earth.append([float(mjd), [v * scale for v in bary['v']], [(b - h) * scale for b, h in zip(bary['v'], helio['v'])]])

site = []
for name, xyz in SITES.items():
    for text in TIMES:
        time = Time(text, scale='utc')
        place = EarthLocation.from_geocentric(*xyz, unit='m')
        site.append([xyz, float(time.mjd), place.get_gcrs_posvel(time)[1].xyz.to_value('m/s').tolist()])

shifts = []
for name, xyz in SITES.items():
    for text in TIMES:
        for lon, lat in PLACES:
            time = Time(text, scale='utc')
            place = EarthLocation.from_geocentric(*xyz, unit='m')
            target = SkyCoord(lon * u.deg, lat * u.deg, frame='icrs', distance=1e6 * u.Mpc, pm_ra_cosdec=0 * u.mas / u.yr, pm_dec=0 * u.mas / u.yr,
                              radial_velocity=0 * u.km / u.s)
            top = SpectralCoord(1.42e9 * u.Hz, observer=place.get_itrs(obstime=time), target=target)
            row = {'site': xyz, 'mjd': float(time.mjd), 'date': text, 'lon': lon, 'lat': lat}
            for frame, key in (('icrs', 'BARYCENT'), (LSRK(), 'LSRK'), (LSRD(), 'LSRD'), (GCRS(obstime=time), 'GEOCENTR')):
                row[key] = float(top.with_observer_stationary_relative_to(frame).to_value('Hz')) / 1.42e9
            shifts.append(row)

from astropy.coordinates.builtin_frames import lsr  # noqa: E402

apex = lsr.ICRS_LSRK_OFFSET.differentials['s'].d_xyz.to_value('m/s').tolist()
columns = [SkyCoord(l, b, unit='deg', frame='galactic').icrs.cartesian.xyz.value.tolist() for l, b in ((0, 0), (90, 0), (0, 90))]
json.dump({'earth': earth, 'site': site, 'shifts': shifts, 'lsrk': apex, 'galactic': columns}, open(pathlib.Path(__file__).parent / 'frames.json', 'w'))
print(apex, columns, sep='\n')
