#!/usr/bin/env python3
"""Makes real-apertures.json: mean spectra within circles of real cubes by astropy's WCS and numpy, pixels by their centres. Argument: the folder of the files."""
import hashlib
import json
import pathlib
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
FILES = """carta_m17swex_freq_3d carta_m17swex_freq_4d casacore_imregion_4stokes cubeviz_manga_wave-log cubeviz_sinfoni_wave_um filfinder_ngc4321_alma_co_vrad_f64
kapteyn_ngc6946_hi_ncp_i16 kinms_ngc4324_co_velolsr_4d kinms_test_simcube_vrad_f64 mpdaf_muse_hdfs_linear pyspeckit_ccs_tan_vrad_f64""".split()


def main():
    folder, out = pathlib.Path(sys.argv[1]), []
    for name in FILES:
        path = folder / f"{name}.fits"
        with fits.open(path, do_not_scale_image_data=True) as file:
            hdu = next(h for h in file if h.is_image and h.header["NAXIS"] >= 3)
            wcs, data = WCS(hdu.header, file), hdu.data.astype(float)
            if hdu.data.dtype.kind == "i":  # astropy itself would scale in single precision
                data = np.where(hdu.data == hdu.header.get("BLANK", np.nan), np.nan, data)
            data = data * hdu.header.get("BSCALE", 1) + hdu.header.get("BZERO", 0)
            sky = wcs.celestial
            lon, lat, spec = wcs.wcs.lng, wcs.wcs.lat, wcs.wcs.spec
            n = data.ndim
            if spec < 0:  # a dialect that wcslib does not read as spectral
                spec = next(axis for axis in range(n) if axis not in (lon, lat) and n - 1 - axis >= 0 and wcs.wcs.ctype[axis] != "STOKES")
            rest = [axis for axis in range(n) if axis not in (n - 1 - lat, n - 1 - lon)]
            data = np.moveaxis(data, [n - 1 - lat, n - 1 - lon], [-2, -1])
            ny, nx = data.shape[-2:]
            centre = sky.pixel_to_world((nx - 1) / 2 + 0.2, (ny - 1) / 2 - 0.3).icrs
            y, x = np.mgrid[0:ny, 0:nx]
            radius = 0.31 * nx * sky.proj_plane_pixel_scales()[0].to_value(u.deg)
            distance = sky.pixel_to_world(x, y).icrs.separation(SkyCoord(centre.ra, centre.dec)).deg
            # Between the centres of pixels, so that rounding decides nothing.
            near = np.sort(distance[np.abs(distance / radius - 1) < 0.1])
            gap = np.argmax(np.diff(near))
            radius = (near[gap] + near[gap + 1]) / 2
            inside = distance <= radius
            kept = np.where(inside & np.isfinite(data), data, np.nan)
            mean = np.moveaxis(np.nanmean(kept, axis=(-1, -2)), rest.index(n - 1 - spec), -1).reshape(-1, hdu.data.shape[n - 1 - spec])
            valid = np.isfinite(kept).sum(axis=(-1, -2))
        out.append({
            "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "lonDeg": centre.ra.deg, "latDeg": centre.dec.deg, "radiusDeg": radius,
            "pixels": int(valid.max()), "spectra": [[None if np.isnan(v) else float(f"{v:.9g}") for v in spectrum[:: max(1, len(spectrum) // 20)]] for spectrum in mean],
        })
    (pathlib.Path(__file__).parent / "real-apertures.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
