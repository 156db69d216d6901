"""A small cube with noise, lines, spikes and blanks, masks of it on several grids, and what the masks of kernels.md 6.1 to 6.4 keep of it, by numpy and
scipy.ndimage: labels with 6 neighbours, smoothing of valid samples, binary dilation. Run: /usr/bin/python3 make_masks.py (astropy 5.2, scipy 1.10)."""
import gzip
import json
import os
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from scipy import ndimage

warnings.simplefilter("ignore")
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "masks")
NX, NY, NZ = 27, 22, 18
STEP = 4.0  # arcsec
BEAM = 12.0  # arcsec
rng = np.random.default_rng(11)


def header(nx=NX, ny=NY, nz=NZ, step=STEP, dv=2000.0, crval3=1.0e5, crpix3=5.0, angle=0.0):
    h = fits.Header()
    h["SIMPLE"], h["BITPIX"], h["NAXIS"] = True, -32, 3 if nz else 2
    for i, n in enumerate([nx, ny] + ([nz] if nz else []), 1):
        h[f"NAXIS{i}"] = n
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    h["CTYPE1"], h["CRVAL1"], h["CRPIX1"], h["CUNIT1"] = "RA---TAN", 204.0, nx / 2, "deg"
    h["CTYPE2"], h["CRVAL2"], h["CRPIX2"], h["CUNIT2"] = "DEC--TAN", -29.5, ny / 2, "deg"
    d = step / 3600
    h["CD1_1"], h["CD1_2"], h["CD2_1"], h["CD2_2"] = -d * c, d * s, d * s, d * c
    if nz:
        h["CTYPE3"], h["CRVAL3"], h["CRPIX3"], h["CD3_3"], h["CUNIT3"] = "VRAD", crval3, crpix3, dv, "m/s"
        h["RESTFRQ"], h["SPECSYS"] = 1.420405752e9, "LSRK"
    h["RADESYS"], h["BUNIT"] = "ICRS", "K"
    return h


def make_cube():
    z, y, x = np.mgrid[0:NZ, 0:NY, 0:NX].astype(float)
    cube = rng.normal(0, 1, (NZ, NY, NX))
    # A line that bends through the rows, one that is small, and one that is broad and faint.
    cube += 9 * np.exp(-0.5 * (((x - 6 - 0.5 * y) / 3) ** 2 + ((y - 11) / 5) ** 2 + ((z - 5 - 0.3 * y) / 1.7) ** 2))
    cube += 12 * np.exp(-0.5 * (((x - 23) / 0.7) ** 2 + ((y - 3) / 0.7) ** 2 + ((z - 12) / 1.5) ** 2))
    cube += 3.2 * np.exp(-0.5 * (((x - 4) / 3) ** 2 + ((y - 18) / 2) ** 2 + ((z - 3) / 3) ** 2))
    for k, j, i in [(15, 2, 2), (1, 20, 20), (9, 19, 25)]:  # one channel each
        cube[k, j, i] += 14
    cube[rng.random(cube.shape) < 0.02] = np.nan
    cube[5:7, 10, 9:12] = np.nan  # inside of the line
    cube[:, 0, 0] = np.nan
    cube[3, 3, 3] = np.inf
    return cube.astype(np.float32)


def mad(v):
    v = v[np.isfinite(v)]
    return 1.4826 * np.median(np.abs(v - np.median(v))) if v.size else np.nan


def noise(cube, scope="cube", centre="zero"):
    """Functions n -> threshold that can be compared with the cube."""
    axes = {"cube": None, "channel": (1, 2), "pixel": (0,)}[scope]
    finite = np.where(np.isfinite(cube), cube, np.nan)
    m = np.nanmedian(finite, axis=axes, keepdims=axes is not None)
    s = 1.4826 * np.nanmedian(np.abs(finite - m), axis=axes, keepdims=axes is not None)
    return lambda n: (m if centre == "median" else 0) + n * s


def runs(bits, n):
    """Samples that belong to a run of n or more along the spectrum."""
    out = np.zeros_like(bits)
    for k in range(bits.shape[0] - n + 1):
        out[k : k + n] |= np.all(bits[k : k + n], axis=0)
    return out


def gauss(fwhm):
    s = fwhm / np.sqrt(8 * np.log(2))
    r = int(4 * s + 0.5)
    w = np.exp(-0.5 * np.arange(-r, r + 1) ** 2 / s**2)
    return w / w.sum()


def weights(text, unit=1.0):
    if text == "hanning":
        return np.array([0.25, 0.5, 0.25])
    kind, n = text.split()
    return gauss(float(n) / unit) if kind == "gauss" else np.full(int(n), 1 / int(n))


def smoothed(cube, xy=None, v=None):
    valid = np.isfinite(cube)
    total, covered = np.where(valid, cube, 0).astype(float), valid.astype(float)
    for axis, w in [(2, xy and weights(xy, STEP)), (1, xy and weights(xy, STEP)), (0, v and weights(v))]:
        if w is not None:
            total = ndimage.convolve1d(total, w, axis=axis, mode="constant")
            covered = ndimage.convolve1d(covered, w, axis=axis, mode="constant")
    with np.errstate(all="ignore"):
        return np.where(valid, total / covered, np.nan).astype(np.float32).astype(float)


def shaped(mask, core=None, minbeams=None, growxy=0, growv=0):
    if core is not None or minbeams is not None:
        labels, count = ndimage.label(mask)  # 6 neighbours
        least = (minbeams or 0) * np.pi / (4 * np.log(2)) * BEAM**2 / STEP**2
        keep = [0]
        for n in range(1, count + 1):
            region = labels == n
            if (core is None or (region & core).any()) and region.any(axis=0).sum() >= least:
                keep.append(n)
        mask = np.isin(labels, keep[1:])
        shaped.regions = len(keep) - 1
    if growxy:
        r = int(growxy)
        dy, dx = np.mgrid[-r : r + 1, -r : r + 1]
        mask = ndimage.binary_dilation(mask, ((dx**2 + dy**2) <= growxy**2)[np.newaxis])
    if growv:
        mask = ndimage.binary_dilation(mask, np.ones((2 * growv + 1, 1, 1), bool))
    return mask


def select(cube, user=None, include=None, exclude=None, nsigma=None, absolute=False, scope="cube", centre="zero", levels=None, smoothXy=None,
           smoothV=None, smoothSigma=None, minBeams=None, growXy=0, growV=0):  # fmt: skip
    """What is kept, in the order of kernels.md 6.1."""
    data = cube.astype(float)
    valid = np.isfinite(data)
    base = valid.copy() if user is None else valid & user
    ranged = base.copy()
    if include:
        ranged &= (data >= include[0]) & (data <= include[1])
    if exclude:
        ranged &= (data <= exclude[0]) | (data >= exclude[1])
    at = noise(data, scope, centre)
    if nsigma:
        ranged &= (np.abs(data) if absolute else data) >= at(nsigma)
    keep = ranged.copy()
    shape = dict(minbeams=minBeams, growxy=growXy, growv=growV)
    is_smoothed = smoothXy or smoothV
    if is_smoothed:
        soft = smoothed(cube, smoothXy, smoothV)
        soft_at = noise(soft, scope, centre)
        if smoothSigma is None and not (levels and levels["of"] == "smoothed"):
            smoothSigma = 3
        if smoothSigma:
            mask = base & (soft >= soft_at(smoothSigma))
            keep &= mask if levels else shaped(mask, **shape)
    if levels:
        of, limit, start = (data, at, ranged) if levels["of"] == "cube" else (soft, soft_at, base)
        wing = runs(start & (of >= limit(levels["lo"])), levels["nlo"])
        core = runs(start & (of >= limit(levels["hi"])), levels["nhi"])
        keep &= shaped(wing, core, **shape)
    return keep, at


def nearest(mask_header, mask, cube_header):
    """The mask at the nearest pixel and channel of the cube."""
    w, m = WCS(cube_header), WCS(mask_header)
    y, x = np.mgrid[0:NY, 0:NX]
    sky = w.celestial.all_pix2world(x, y, 0)
    mx, my = (np.floor(p + 0.5).astype(int) for p in m.celestial.all_world2pix(*sky, 0))
    inside = (mx >= 0) & (mx < mask.shape[-1]) & (my >= 0) & (my < mask.shape[-2])
    if mask.ndim == 2:
        plane = np.where(inside, mask[np.clip(my, 0, mask.shape[0] - 1), np.clip(mx, 0, mask.shape[1] - 1)], 0)
        return np.repeat(plane[np.newaxis] != 0, NZ, axis=0)
    v = cube_header["CRVAL3"] + (np.arange(NZ) + 1 - cube_header["CRPIX3"]) * cube_header["CD3_3"]
    mk = np.floor((v - mask_header["CRVAL3"]) / mask_header["CD3_3"] + mask_header["CRPIX3"] - 1 + 0.5).astype(int)
    out = np.zeros((NZ, NY, NX), bool)
    for k in range(NZ):
        if 0 <= mk[k] < mask.shape[0]:
            out[k] = inside & (mask[mk[k]][np.clip(my, 0, mask.shape[1] - 1), np.clip(mx, 0, mask.shape[2] - 1)] != 0)
    return out


def write(name, h, data):
    fits.PrimaryHDU(data, h).writeto(os.path.join(OUT, name), overwrite=True, output_verify="fix")


def main():
    os.makedirs(OUT, exist_ok=True)
    cube, h = make_cube(), header()
    h["BMAJ"], h["BMIN"], h["BPA"] = BEAM / 3600, BEAM / 3600, 0.0
    write("cube.fits", h, cube)
    z, y, x = np.mgrid[0:NZ, 0:NY, 0:NX]
    users = {"same.fits": ((((x + y + z) % 3) != 0).astype(np.int16), header())}
    flat = (((x[0] // 2 + y[0]) % 4) != 0).astype(np.float32)
    flat[5, 5] = np.nan  # blank: not kept
    users["image.fits"] = (flat, header(nz=0))
    turned = header(31, 29, 0, 3.1, angle=30)
    users["turned.fits"] = ((rng.random((29, 31)) < 0.7).astype(np.uint8), turned)
    coarse = header(16, 15, 7, 7.3, dv=-5100.0, crval3=1.02e5, crpix3=4.2, angle=-12)
    users["coarse.fits"] = ((rng.random((7, 15, 16)) < 0.6).astype(np.uint8), coarse)
    masks = {}
    for name, (data, mh) in users.items():
        write(name, mh, data)
        masks[name] = (np.nan_to_num(data) != 0) & np.ones((NZ, 1, 1), bool) if name in ("same.fits", "image.fits") else nearest(mh, data, h)

    two = dict(of="cube", hi=4, nhi=2, lo=2, nlo=2)
    requests = {
        "two levels": dict(levels=two),
        "two levels, others": dict(levels=dict(of="cube", hi=5, nhi=3, lo=1.5, nlo=1)),
        "small regions": dict(levels=two, minBeams=2),
        "grown": dict(levels=two, growXy=2.3, growV=1),
        "grown, small regions": dict(levels=two, minBeams=2, growXy=1, growV=2),
        "smoothed on the sky": dict(smoothXy="gauss 10"),
        "smoothed in the spectrum": dict(smoothV="hanning", smoothSigma=2.5),
        "smoothed by boxes": dict(smoothXy="box 3", smoothV="box 5", smoothSigma=4, minBeams=1, growXy=1.5),
        "smoothed by Gaussians": dict(smoothXy="gauss 14", smoothV="gauss 2.2", smoothSigma=5, growV=1),
        "two levels of the smoothed cube": dict(levels=dict(two, of="smoothed"), smoothXy="gauss 12", smoothV="hanning", minBeams=1),
        "two levels and the smoothed cube": dict(levels=two, smoothXy="gauss 12", smoothSigma=4, growXy=3),
        "two levels and both of the smoothed cube": dict(levels=dict(two, of="smoothed", hi=6), smoothXy="box 3", smoothSigma=3),
        "two levels of what is in a range": dict(levels=two, include=[0.5, 8.5], growXy=1),
        "two levels outside of a range": dict(levels=two, exclude=[5, 6]),
        "two levels of what is above the noise": dict(levels=dict(two, nlo=1), nsigma=2.8, growV=1),
        "noise of channels": dict(levels=two, scope="channel", growXy=1),
        "noise of pixels": dict(levels=two, scope="pixel", smoothXy="box 3"),
        "median": dict(nsigma=3, centre="median"),
        "median of channels": dict(nsigma=2, centre="median", scope="channel"),
        "median of pixels": dict(nsigma=2, centre="median", scope="pixel"),
        "two levels above the median": dict(levels=two, centre="median", smoothV="hanning", scope="pixel"),
        "user mask": dict(mask="same.fits"),
        "user mask, an image": dict(mask="image.fits", nsigma=1),
        "user mask, turned": dict(mask="turned.fits"),
        "user mask, coarse": dict(mask="coarse.fits"),
        "user mask and two levels": dict(mask="image.fits", levels=dict(two, nhi=1, nlo=1), growXy=2, growV=1, smoothV="box 3", smoothSigma=1),
    }
    dv = 2.0
    velocity = (h["CRVAL3"] + (np.arange(NZ) + 1 - h["CRPIX3"]) * h["CD3_3"])[:, None, None] / 1e3
    cases = []
    for name, request in requests.items():
        arguments = dict(request)
        user = masks[arguments.pop("mask")] if "mask" in request else None
        shaped.regions = None
        keep, _ = select(cube, user, **arguments)
        cases.append(result(name, request, cube, keep, keep, velocity, dv, shaped.regions))
    for name, request in {
        "M12NSIGMA": dict(levels=two, growXy=2, m12nsigma=3),
        "M12NSIGMA of pixels": dict(include=[-2, 90], m12nsigma=2, scope="pixel"),
        "M12NSIGMA of both signs": dict(m12nsigma=3, absolute=True),
    }.items():
        arguments = {key: value for key, value in request.items() if key != "m12nsigma"}
        shaped.regions = None
        keep, at = select(cube, None, **arguments)
        data = cube.astype(float)
        high = keep & ((np.abs(data) if request.get("absolute") else data) >= at(request["m12nsigma"]))
        cases.append(result(name, request, cube, keep, high, velocity, dv, shaped.regions))
    text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    with open(os.path.join(OUT, "masks.json.gz"), "wb") as f:
        f.write(gzip.compress(text.encode(), mtime=0))
    for case in cases:
        print(f"{case['name']:45s} {case['voxels']:6d} voxels {case['regions']}")


def result(name, request, cube, keep, high, velocity, dv, regions):
    data = np.where(keep, cube, 0).astype(float)
    nchan = keep.sum(axis=0)
    m0 = np.where(nchan > 0, data.sum(axis=0) * dv, np.nan)
    strong = np.where(high, cube, 0).astype(float)
    with np.errstate(all="ignore"):
        m1 = (strong * velocity).sum(axis=0) / strong.sum(axis=0)
    low, top = velocity.min() - dv / 2, velocity.max() + dv / 2
    m1 = np.where((high.sum(axis=0) > 0) & (m1 >= low) & (m1 <= top), m1, np.nan)

    def numbers(a):
        return [None if not np.isfinite(v) else float(f"{v:.9g}") for v in a.ravel()]

    found = dict(name=name, request=request, voxels=int(keep.sum()), regions=regions, nchan=nchan.ravel().tolist(), mom0=numbers(m0))
    return found if high is keep else dict(found, mom1=numbers(m1))


if __name__ == "__main__":
    main()
