"""Small cubes of every kind and their maps, from the definitions of the maps in numpy (float64) and coordinates of astropy; moments 0, 1, 2 of linear axes
are also checked against spectral-cube here. Run: /usr/bin/python3 make_moments.py (astropy 5.2, spectral-cube 0.6, fpack)."""
import gzip
import itertools
import json
import os
import shutil
import subprocess
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "moments")
C = 299792458.0
NX, NY, NZ = 6, 5, 9
REST = 1.420405752e9
rng = np.random.default_rng(7)


def line(nz=NZ):
    z, y, x = np.mgrid[0:nz, 0:NY, 0:NX].astype(float)
    centre = nz / 2 + 0.4 * (x - 3) - 0.3 * (y - 2)
    return 5 * np.exp(-0.5 * ((z - centre) / 1.4) ** 2) + rng.normal(0, 0.3, (nz, NY, NX))


SKY = [("RA---SIN", 150.1, 3, -0.001, "deg"), ("DEC--SIN", -32.2, 2, 0.001, "deg")]
AXES = {
    "vrad": ("VRAD", 1.2e6, 4, -5000.0, "m/s"),
    "freq": ("FREQ", 1.4147e9, 4, 40000.0, "Hz"),
    "f2w": ("VOPT-F2W", 1.2e6, 4, -400000.0, "m/s"),
    "log": ("WAVE-LOG", 5.0e-7, 1, 2.0e-10, "m"),
    "awav": ("AWAV", 6500.0, 4, 1.25, "Angstrom"),
}


def header(h, axes, rest=True):
    for i, (ctype, crval, crpix, cdelt, cunit) in enumerate(axes, 1):
        h[f"CTYPE{i}"], h[f"CRVAL{i}"], h[f"CRPIX{i}"], h[f"CDELT{i}"], h[f"CUNIT{i}"] = ctype, crval, crpix, cdelt, cunit
    if rest:
        h["RESTFRQ"] = REST
    h["SPECSYS"], h["RADESYS"], h["BUNIT"] = "LSRK", "ICRS", "Jy/beam"
    h["BMAJ"], h["BMIN"], h["BPA"] = 0.004, 0.003, 30.0
    return h


def coordinates(name, nz=NZ):
    """x_k and edges by the closed formulas of Paper III, km/s or the unit of the axis; (values, edges, unit)."""
    _, crval, crpix, cdelt, _ = AXES[name]

    def at(p):
        w = (p - (crpix - 1)) * cdelt
        if name == "vrad":
            return (crval + w) / 1e3
        if name == "freq":
            return C * (REST - (crval + w)) / REST / 1e3
        if name == "f2w":
            nu = REST / (1 + crval / C)
            nu = nu - w * nu**2 / (C * REST) * 1.0
            return C * (REST / nu - 1) / 1e3
        if name == "log":
            return crval * np.exp(w / crval)
        return crval + w

    k = np.arange(nz)
    return at(k), at(np.arange(nz + 1) - 0.5), {"log": "m", "awav": "Angstrom"}.get(name, "km/s")


def maps(data, x, edges, include=None):
    """Every map at its own definition; NaN where nothing is kept."""
    width = np.abs(np.diff(edges))
    out = {}
    flat = data.reshape(data.shape[0], -1)

    def each(function):
        found = np.full(flat.shape[1], np.nan)
        for i in range(flat.shape[1]):
            column = flat[:, i]
            kept = np.isfinite(column)
            if include is not None:
                kept &= (column >= include[0]) & (column <= include[1])
            if kept.any():
                with np.errstate(all="ignore"):
                    found[i] = function(column[kept], x[kept], width[kept], np.flatnonzero(kept))
        return [None if not np.isfinite(value) else float(value) for value in found]

    def mean(i, x, w):
        return (i * x * w).sum() / (i * w).sum()

    def mu(i, x, w, n):
        return (i * (x - mean(i, x, w)) ** n * w).sum() / (i * w).sum()

    out["-1"] = each(lambda i, x, w, k: i.mean())
    out["0"] = each(lambda i, x, w, k: (i * w).sum())
    out["1"] = each(lambda i, x, w, k: mean(i, x, w))
    out["2"] = each(lambda i, x, w, k: np.sqrt(mu(i, x, w, 2)))
    out["3"] = each(lambda i, x, w, k: np.median(i))
    out["5"] = each(lambda i, x, w, k: i.std(ddof=1) if i.size > 1 else np.nan)
    out["6"] = each(lambda i, x, w, k: np.sqrt((i**2).mean()))
    out["7"] = each(lambda i, x, w, k: np.abs(i - i.mean()).mean())
    out["8"] = each(lambda i, x, w, k: i.max())
    out["9"] = each(lambda i, x, w, k: x[i.argmax()])
    out["10"] = each(lambda i, x, w, k: i.min())
    out["11"] = each(lambda i, x, w, k: x[i.argmin()])
    out["variance"] = each(lambda i, x, w, k: mu(i, x, w, 2))
    out["skewness"] = each(lambda i, x, w, k: mu(i, x, w, 3) / mu(i, x, w, 2) ** 1.5)
    out["kurtosis"] = each(lambda i, x, w, k: mu(i, x, w, 4) / mu(i, x, w, 2) ** 2 - 3)
    out["order3"] = each(lambda i, x, w, k: mu(i, x, w, 3))
    out["boxwidth"] = each(lambda i, x, w, k: (i * w).sum() / i.max())
    out["nchan"] = [0 if value is None else value for value in each(lambda i, x, w, k: k.size)]
    if include is not None:

        def median_coordinate(i, x, w, k):
            total = np.cumsum(i * w)
            half = total[-1] / 2
            at = int(np.argmax(total >= half))
            before = total[at - 1] if at else 0.0
            return edges[k[at]] + (half - before) / (total[at] - before) * (edges[k[at] + 1] - edges[k[at]])

        out["4"] = each(median_coordinate)
    return out


def write(name, hdu):
    fits.HDUList(hdu if isinstance(hdu, list) else [hdu]).writeto(os.path.join(OUT, name), overwrite=True, output_verify="silentfix")


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    cases = []
    include = [0.5, 1e9]

    def case(name, data, axis, **more):
        x, edges, unit = coordinates(axis, data.shape[0])
        cases.append({"file": name, "unit": unit, "nx": NX, "ny": NY, **more, "maps": maps(data, x, edges), "included": maps(data, x, edges, include)})

    base = line()
    # whole numbers and floats of every width
    for bitpix in (8, 16, 32, 64, -32, -64):
        if bitpix > 0:
            scale, zero = {8: 0.05, 16: 0.002, 32: 1e-6, 64: 1e-9}[bitpix], {8: -1.0, 16: 0.5, 32: 0.5, 64: 0.0}[bitpix]
            blank = {8: 255, 16: -32768, 32: -2147483648, 64: -(2**63)}[bitpix]
            raw = np.clip(np.round((base - zero) / scale), 0 if bitpix == 8 else -30000 if bitpix == 16 else -(2**31 - 10), None)
            raw = np.minimum(raw, 254 if bitpix == 8 else 30000 if bitpix == 16 else 2**31 - 10 if bitpix == 32 else raw.max())
            raw = raw.astype({8: "u1", 16: ">i2", 32: ">i4", 64: ">i8"}[bitpix])
            raw[2, 1, 1] = raw[5, 3, 2] = blank
            raw[:, 4, 5] = blank
            data = raw.astype(float) * scale + zero
            data[raw == blank] = np.nan
            hdu = fits.PrimaryHDU()
            hdu.data = raw.astype(raw.dtype.newbyteorder("="))
            hdu.header["BSCALE"], hdu.header["BZERO"], hdu.header["BLANK"] = scale, zero, blank
            header(hdu.header, [*SKY, AXES["vrad"]])
            path = f"bitpix{bitpix}.fits"
            hdu = fits.PrimaryHDU()
            h = header(fits.Header([("SIMPLE", True), ("BITPIX", bitpix), ("NAXIS", 3), ("NAXIS1", NX), ("NAXIS2", NY), ("NAXIS3", NZ), ("BSCALE", scale), ("BZERO", zero), ("BLANK", blank)]), [*SKY, AXES["vrad"]])
            body = raw.astype(raw.dtype.newbyteorder(">")).tobytes()
            with open(os.path.join(OUT, path), "wb") as file:
                file.write(h.tostring().encode() + body + b"\0" * (-len(body) % 2880))
        else:
            data = base.astype("f4" if bitpix == -32 else "f8")
            data[2, 1, 1], data[5, 3, 2], data[0, 0, 0] = np.nan, np.inf, -np.inf
            data[:, 4, 5] = np.nan
            path = f"bitpix{bitpix}.fits"
            hdu = fits.PrimaryHDU(data)
            header(hdu.header, [*SKY, AXES["vrad"]])
            write(path, hdu)
            data = data.astype(float)
        case(path, data, "vrad", bitpix=bitpix)
    # spectral axes
    f4 = base.astype("f4")
    for axis in ("freq", "f2w", "log", "awav"):
        hdu = fits.PrimaryHDU(f4)
        header(hdu.header, [*SKY, AXES[axis]], rest=axis not in ("log", "awav"))
        write(f"{axis}.fits", hdu)
        case(f"{axis}.fits", f4.astype(float), axis)
    # orders of the axes: of the map, longitude first or latitude first
    names = {"x": SKY[0], "y": SKY[1], "z": AXES["vrad"]}
    for order in itertools.permutations("xyz"):
        name = f"order-{''.join(order)}.fits"
        hdu = fits.PrimaryHDU(np.ascontiguousarray(f4.transpose(["zyx".index(a) for a in reversed(order)])))
        header(hdu.header, [names[a] for a in order])
        write(name, hdu)
        case(name, f4.astype(float), "vrad", latitudeFirst=order.index("y") < order.index("x"))
    # four axes
    stokes = ("STOKES", 1.0, 1, 1.0, "")
    planes = np.stack([f4, f4[::-1], 2 * f4, -f4])
    for name, axes, order in (("stokes-last", [*SKY, AXES["vrad"], stokes], (0, 1, 2, 3)), ("stokes-third", [*SKY, stokes, AXES["vrad"]], (1, 0, 2, 3)), ("stokes-first", [stokes, *SKY, AXES["vrad"]], (1, 2, 3, 0))):
        hdu = fits.PrimaryHDU(np.ascontiguousarray(planes.transpose(order)))
        header(hdu.header, axes)
        write(f"{name}.fits", hdu)
        for pol, state in enumerate("IQUV"):
            case(f"{name}.fits", planes[pol].astype(float), "vrad", pol=state)
    hdu = fits.PrimaryHDU(f4[None])
    header(hdu.header, [*SKY, AXES["vrad"], stokes])
    write("degenerate.fits", hdu)
    case("degenerate.fits", f4.astype(float), "vrad")
    # compressed as a whole, and in tiles
    path = os.path.join(OUT, "bitpix-32.fits")
    f32 = next(c for c in cases if c["file"] == "bitpix-32.fits")
    with open(path, "rb") as plain, gzip.GzipFile(os.path.join(OUT, "bitpix-32.fits.gz"), "wb", mtime=0) as packed:
        packed.write(plain.read())
    cases.append({**f32, "file": "bitpix-32.fits.gz"})
    subprocess.run(["fpack", "-g2", "-q", "0", "-t", "4,3,2", "-O", os.path.join(OUT, "tiles.fits.fz"), path], check=True)
    cases.append({**f32, "file": "tiles.fits.fz"})
    with open(os.path.join(OUT, "maps.json"), "w") as file:
        goldens = []
        for each in cases:
            golden = {"maps": each.pop("maps"), "included": each.pop("included")}
            if golden not in goldens:
                goldens.append(golden)
            each["golden"] = goldens.index(golden)
        rounded = json.loads(json.dumps(goldens), parse_float=lambda text: float(f"{float(text):.10g}"))
        json.dump({"include": include, "goldens": rounded, "cases": cases}, file, separators=(",", ":"))
    against_spectral_cube()


def against_spectral_cube():
    import astropy.units as u
    from spectral_cube import SpectralCube

    path = os.path.join(OUT, "order-xyz.fits")
    cube = SpectralCube.read(path).with_spectral_unit(u.km / u.s)
    found = json.load(open(os.path.join(OUT, "maps.json")))
    golden = found["goldens"][next(c for c in found["cases"] if c["file"] == "order-xyz.fits")["golden"]]["maps"]
    for order in (0, 1, 2):
        mine = np.array(golden["variance" if order == 2 else str(order)], float).reshape(NY, NX)
        theirs = cube.moment(order=order).value
        assert np.allclose(mine, theirs, rtol=1e-5, atol=1e-5, equal_nan=True), (order, mine, theirs)
    print("moments 0, 1, 2 agree with spectral-cube")


main()
