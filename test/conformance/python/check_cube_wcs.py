#!/usr/bin/python3
"""Products of cubes, ordered by pyVO from the descriptors of {links}, and how far what astropy reads in them is from what it reads in the cubes.

{"links": URL of {links}, "folder": where products go,
 "datasets": {name: {"did": ID, "file": path, "doppler": convention or null, "requests": {name: [operation, {keyword: value, ...}]}}}}
-> {name: {request: {"verified": what fitsverify says, beyond warnings that the cube has, "off": {what: largest difference}}}}; degrees for positions,
parts of the value for all else.
"""
import json
import os
import subprocess
import sys
import warnings
from urllib.parse import urlencode

import numpy as np
from astropy import units as u
from astropy.coordinates import ICRS, SkyCoord
from astropy.io import fits
from astropy.wcs import WCS, WCSSUB_LATITUDE, WCSSUB_LONGITUDE
from astropy.wcs.utils import wcs_to_celestial_frame
from pyvo.dal.adhoc import DatalinkResults

warnings.simplefilter("ignore")
KMS = u.km / u.s


class Source:
    """A cube as astropy has it."""

    def __init__(self, path, doppler):
        with fits.open(path) as hdus:
            h = next(hdu for hdu in hdus if hdu.is_image and hdu.header["NAXIS"] >= 3).header.copy()
        self.gipsy = str(h["CTYPE1"]).startswith("FREQ-O")
        if self.gipsy:  # astropy knows neither this axis nor its units; the sky is as usual
            h["CTYPE1"], h["CUNIT1"], h["CUNIT4"] = "FREQ", "GHz", ""
        self.header, self.doppler, self.wcs = h, doppler, WCS(h)
        self.sky = self.wcs.sub([WCSSUB_LONGITUDE, WCSSUB_LATITUDE])
        self.latitudeFirst = self.wcs.wcs.lat < self.wcs.wcs.lng
        equinox = h.get("EQUINOX", h.get("EPOCH"))
        self.frame = wcs_to_celestial_frame(self.sky) if equinox != 0 else ICRS()
        ctypes = [str(h["CTYPE%d" % (n + 1)]) for n in range(h["NAXIS"])]
        self.axis = next(n for n, ctype in enumerate(ctypes) if ctype.startswith(("FREQ", "V", "WAVE", "LINEAR", "AWAV")))
        self.channels = h["NAXIS%d" % (self.axis + 1)]

    def icrs(self, x, y):
        """Of 0-based pixels along longitude and latitude."""
        return SkyCoord(*self.sky.all_pix2world(x, y, 0), unit="deg", frame=self.frame).icrs

    def native(self, k):
        """Spectral coordinate of 0-based channels, in the unit that astropy gives it."""
        pixels = np.zeros((len(k), self.wcs.naxis))
        pixels[:, self.axis] = k
        return self.wcs.wcs_pix2world(pixels, 0)[:, self.axis] * u.Unit(str(self.wcs.wcs.cunit[self.axis]))

    def velocity(self, k):
        native = self.native(k)
        if native.unit.is_equivalent(KMS):
            return native.to(KMS)
        rest = self.header.get("RESTFRQ", self.header.get("RESTFREQ")) * u.Hz
        return native.to(KMS, {"radio": u.doppler_radio, "optical": u.doppler_optical}[self.doppler](rest))

    def coordinate(self, k):
        """As products have it: velocities where the cube knows a line."""
        return self.velocity(k) if self.doppler else self.native(k)

    def gipsy_frequency(self, k):
        """Hz in the barycentre, by the definition of GIPSY."""
        h, c = self.header, 299792.458
        rest, topocentric = h["RESTFRQ"], h["CRVAL1"] * 1e9
        barycentric = rest / (1 + h["DRVAL1"] / c)
        towards = c * (barycentric**2 - topocentric**2) / (barycentric**2 + topocentric**2)
        return (barycentric + (k + 1 - h["CRPIX1"]) * h["CDELT1"] * 1e9 * np.sqrt((c - towards) / (c + towards))) * u.Hz


def relative(found, wanted):
    return float(np.max(np.abs((found / wanted).to_value(u.one) - 1)))


def degrees(found, wanted):
    return float(found.separation(wanted).deg.max())


def grid(nx, ny):
    x, y = np.meshgrid(np.linspace(0, nx - 1, 4), np.linspace(0, ny - 1, 3))
    return x.ravel(), y.ravel()


def sky_of(hdu, source):
    """The sky of a map against that of the cube: of corners and between."""
    wcs = WCS(hdu.header).sub([WCSSUB_LONGITUDE, WCSSUB_LATITUDE])
    width, height = hdu.header["NAXIS1"], hdu.header["NAXIS2"]
    x, y = grid(*((height, width) if source.latitudeFirst else (width, height)))
    frame = wcs_to_celestial_frame(wcs) if source.header.get("EQUINOX", 1) != 0 else ICRS()
    return degrees(SkyCoord(*wcs.all_pix2world(x, y, 0), unit="deg", frame=frame).icrs, source.icrs(x, y))


def moment(hdus, source, _):
    maps = [hdu for hdu in hdus if hdu.is_image and hdu.header["NAXIS"] >= 2]
    return {"sky": max(sky_of(hdu, source) for hdu in maps)}


def pv(hdus, source, keywords):
    wcs, path = WCS(hdus[0].header), next(hdu for hdu in hdus if hdu.name == "PATH").data
    samples, channels = hdus[0].header["NAXIS1"], hdus[0].header["NAXIS2"]
    offsets = wcs.wcs_pix2world(np.stack([np.arange(samples), np.zeros(samples)], -1), 0)[:, 0] * u.Unit(str(wcs.wcs.cunit[0]))
    k = np.arange(channels)
    found = wcs.wcs_pix2world(np.stack([np.zeros(channels), k], -1), 0)[:, 1] * u.Unit(str(wcs.wcs.cunit[1]))
    x, y = path["X"], path["Y"]  # along longitude and latitude, whichever comes first
    centre = SkyCoord(*keywords["center"], unit="deg")
    at = SkyCoord(path["RA"], path["DEC"], unit="deg")
    return {
        "offset": float(np.abs(offsets.to_value(u.deg) - path["OFFSET"] / 3600).max()),
        "distance": float(np.abs(np.abs(path["OFFSET"]) / 3600 - at.separation(centre).deg).max()),
        "sky": degrees(at, source.icrs(x - 1, y - 1)),
        "spectral": relative(found, source.gipsy_frequency(k) if source.gipsy else source.native(k)),
    }


def channels(hdus, source, keywords):
    found = {"sky": sky_of(hdus[0], source)}
    wcs = WCS(hdus[0].header)
    pixels = np.zeros((hdus[0].header["NAXIS3"], wcs.naxis))
    pixels[:, 2] = np.arange(len(pixels))
    bins = wcs.wcs_pix2world(pixels, 0)[:, 2] * u.Unit(str(wcs.wcs.cunit[2]))
    if not source.gipsy:
        ends = source.coordinate(np.array([-0.5, source.channels - 0.5]))
        step = abs(ends[1] - ends[0]) / keywords["panels"]
        found["spectral"] = relative(bins, ends.min() + (np.arange(len(bins)) + 0.5) * step)
    return found


def spectrum(hdus, source, _):
    table = next(hdu for hdu in hdus if hdu.name != "PRIMARY")
    k = np.asarray(table.data["CHANNEL"], float) - 1
    if source.gipsy:
        return {"spectral": relative(table.data["FREQUENCY"] * u.Hz, source.gipsy_frequency(k))}
    native = source.native(k)
    if source.doppler:
        velocity = source.velocity(k)
        # Of a value near zero its rounding is no part of it.
        return {"spectral": float(np.max(np.abs(table.data["VELOCITY"] * u.m / u.s - velocity)) / np.max(np.abs(velocity)))}
    column = "FREQUENCY" if native.unit.is_equivalent(u.Hz) else "WAVELENGTH"
    if str(source.wcs.wcs.ctype[source.axis]).startswith("AWAV"):
        native = vacuum(native)
    return {"spectral": relative(table.data[column] * u.Unit(table.columns[column].unit), native)}


def vacuum(air):
    """Of wavelengths in air, by wcslib."""
    return u.Quantity([in_vacuum(value.to_value(u.m)) for value in air], u.m)


def in_vacuum(air):
    wcs = WCS(fits.Header({"NAXIS": 1, "CTYPE1": "AWAV", "CRVAL1": air, "CRPIX1": 1.0, "CDELT1": air * 1e-6, "CUNIT1": "m"}), naxis=1)
    wcs.wcs.sptr("WAVE-A2W")
    return float(wcs.wcs.crval[0])


def profile(hdus, _, keywords):
    table = next(hdu for hdu in hdus if hdu.name != "PRIMARY")
    wanted = (np.arange(len(table.data)) + 0.5) * keywords["ringstep"]
    return {"radius": float(np.abs(table.data["RADIUS"] / wanted - 1).max())}


def complaints(path):
    """Warnings and errors, each once."""
    said = subprocess.run(["fitsverify", path], capture_output=True, text=True, errors="replace")
    return {" ".join(part.split()[:12]) for part in (said.stdout + said.stderr).split("*** ")[1:] if part.startswith(("Warning", "Error"))}


CHECKS = {"moment": moment, "pv": pv, "channels": channels, "spectrum": spectrum, "profile": profile}


def main():
    task = json.load(sys.stdin)
    answer = {}
    for name, dataset in task["datasets"].items():
        links = DatalinkResults.from_result_url(task["links"] + "?" + urlencode({"ID": dataset["did"]}))
        # The URL of a service is https://.../cube/<operation>/sync
        procs = {proc.access_url.split("/")[-2]: proc for proc in links.iter_procs() if proc.semantics == "#proc"}
        source = Source(dataset["file"], dataset.get("doppler"))
        known = complaints(dataset["file"])
        answer[name] = {}
        for label, (operation, keywords) in dataset["requests"].items():
            path = os.path.join(task["folder"], f"{name}-{label}.fits")
            content = procs[operation].process(**keywords).read()
            with open(path, "wb") as out:
                out.write(content)
            if not content.startswith(b"SIMPLE"):
                answer[name][label] = {"verified": content[:500].decode("utf-8", "replace"), "off": {}}
                continue
            with fits.open(path, checksum=True) as hdus:
                try:
                    off = CHECKS[operation](hdus, source, keywords)
                except Exception as error:  # a header that astropy cannot read is a finding
                    off = {f"{type(error).__name__}: {error}": 1e300}
                answer[name][label] = {"verified": "; ".join(sorted(complaints(path) - known)) or "OK", "off": {what: float(np.nan_to_num(value, nan=1e300)) for what, value in off.items()}}
    json.dump(answer, sys.stdout)


main()
