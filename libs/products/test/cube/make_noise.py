"""Errors of moments from companions, correlated channels, upper limits and subtracted continua, by numpy from the definitions (kernels.md §8), and noise whose
correlation is known. Run: /usr/bin/python3 make_noise.py; with SODALITE_REAL_DATA=… it also makes those of real cubes with variances.
Monte Carlo of the formulas, here at every run (20 000 lines of peak 100σ in Hanning smoothed noise, ρ = 2/3, 1/6): spread over predicted error of M0, M1 and
the dispersion within 3 % of 1."""
import gzip
import json
import os

import numpy as np
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
NX, NY, NZ, DV = 4, 3, 12, 2.0


def rho_matrix(rho, n):
    lag = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    return np.array([1, *rho] + [0.0] * n)[lag]


def errors(i, x, sigma, rho=()):
    """M0, M1, dispersion and their errors of the samples kept (NaN: not)."""
    s = np.flatnonzero(np.isfinite(i))
    if s.size == 0:
        return [None] * 6
    cov = rho_matrix(rho, i.size)[np.ix_(s, s)] * np.outer(sigma[s], sigma[s])
    i, x = i[s], x[s]
    m0 = (i * DV).sum()
    m1 = (i * x).sum() / i.sum()
    var = (i * (x - m1) ** 2).sum() / i.sum()

    def error(g):
        return np.sqrt(max(0, g @ cov @ g))

    e0, e1 = error(np.full(s.size, DV)), error(DV * (x - m1) / m0)
    with np.errstate(all="ignore"):
        out = [m0, e0, m1, e1, np.sqrt(var), error(DV * ((x - m1) ** 2 - var) / m0) / (2 * np.sqrt(var))]
    return [float(v) if np.isfinite(v) else None for v in out]


def maps(values, sigma, rho=()):
    flat, s = values.reshape(NZ, -1), sigma.reshape(NZ, -1)
    x = DV * np.arange(NZ)
    return [errors(flat[:, p], x, s[:, p], rho) for p in range(flat.shape[1])]


def monte_carlo():
    n, draws = 40, 20000
    x = DV * np.arange(n)
    line = 100 * np.exp(-0.5 * ((x - 41) / 6) ** 2)
    white = rng.normal(0, 1, (draws, n + 2))
    smooth = (white[:, :-2] + 2 * white[:, 1:-1] + white[:, 2:]) / 4 / np.sqrt(6 / 16)
    near = np.abs(x - 41) < 20
    i = np.where(near, line + smooth, 0)
    m0 = i.sum(1) * DV
    m1 = (i * x).sum(1) / i.sum(1)
    disp = np.sqrt((i * (x - m1[:, None]) ** 2).sum(1) / i.sum(1))
    _, e0, _, e1, _, e2 = errors(np.where(near, line, np.nan), x, np.ones(n), (2 / 3, 1 / 6))
    for found, predicted in ((m0.std(), e0), (m1.std(), e1), (disp.std(), e2)):
        assert abs(found / predicted - 1) < 0.03, (found, predicted)
        print(f"Monte Carlo over formula: {found / predicted:.4f}")


def correlated():
    """Hanning smoothed noise in 8 bits, with a line in channels 21 to 30 (from 1); ρ by the definition of the noise pass."""
    nx, ny, nz = 24, 16, 48
    white = rng.normal(0, 30, (nz + 2, ny, nx))
    cube = (white[:-2] + 2 * white[1:-1] + white[2:]) / 4 + rng.normal(0, 40, (ny, nx))
    cube[20:30] += 60
    raw = np.clip(np.round(cube / 2) + 128, 0, 255).astype("u1")
    data = raw.astype(float) - 128
    free = np.r_[0:20, 30:48]
    d = data[free] - data[free].mean(0)
    place = {k: n for n, k in enumerate(free)}
    raw_rho = []
    for lag in range(4):
        pairs = [(place[k], place[k + lag]) for k in free if k + lag in place]
        raw_rho.append(np.mean([d[a] * d[b] for a, b in pairs]))
    r = np.array(raw_rho[1:]) / raw_rho[0]
    n, rho = free.size, r.copy()
    for _ in range(200):
        s = (1 + 2 * sum((1 - (l + 1) / n) * rho[l] for l in range(3))) / n
        rho = r * (1 - s) + s
    hdu = fits.PrimaryHDU(raw)
    for key, value in (("CTYPE1", "RA---TAN"), ("CRVAL1", 30.0), ("CRPIX1", 1.0), ("CDELT1", -0.001), ("CTYPE2", "DEC--TAN"), ("CRVAL2", -20.0), ("CRPIX2", 1.0), ("CDELT2", 0.001), ("CTYPE3", "VRAD"), ("CRVAL3", 0.0), ("CRPIX3", 1.0), ("CDELT3", 2000.0), ("CUNIT3", "m/s"), ("RESTFRQ", 1.42e9), ("BUNIT", "K")):
        hdu.header[key] = value
    hdu.header["BZERO"] = -128.0
    packed = os.path.join(HERE, "correlated.fits.gz")
    # The header only: astropy would take BZERO for signed bytes.
    body = raw.tobytes()
    header = hdu.header.tostring().encode()
    with open(packed, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as zipped:
        zipped.write(header + body + b"\0" * (-len(body) % 2880))
    print("measured ρ", rho, "of 2/3, 1/6, 0")
    return {"noiseChannels": [1, 20], "rho": [float(v) for v in rho_of(data, np.arange(20))], "both": [float(v) for v in rho]}


def rho_of(data, free):
    d = data[free] - data[free].mean(0)
    products = [np.mean(d[: free.size - lag] * d[lag:]) for lag in range(4)]
    r = np.array(products[1:]) / products[0]
    n, rho = free.size, r.copy()
    for _ in range(200):
        s = (1 + 2 * sum((1 - (l + 1) / n) * rho[l] for l in range(3))) / n
        rho = r * (1 - s) + s
    return rho


def real():
    """M0, M1 and their errors of the spectra of MUSE (STAT) and MaNGA (IVAR) on their own axis, in angstrom."""
    out = {}
    for name, power, step in (("mpdaf_muse_hdfs_linear", 1, 1.25), ("cubeviz_manga_wave-log", -1, None)):
        hdus = fits.open(os.path.join(os.environ["SODALITE_REAL_DATA"], f"{name}.fits"))
        h, data = hdus[1].header, hdus[1].data.astype(float)
        sigma = np.sqrt(hdus[2].data.astype(float) ** power)
        k = np.arange(data.shape[0] + 1) - 0.5
        if step is None:
            x = h["CRVAL3"] * np.exp((k + 0.5)[:-1] * h["CD3_3"] / h["CRVAL3"])
            width = np.diff(h["CRVAL3"] * np.exp(k * h["CD3_3"] / h["CRVAL3"]))
        else:
            x, width = h["CRVAL3"] + (k + 0.5)[:-1] * step, np.full(data.shape[0], step)
        w, x = width[:, None, None], x[:, None, None]
        m0 = (data * w).sum(0)
        m1 = (data * x * w).sum(0) / m0
        e0 = np.sqrt((sigma**2 * w**2).sum(0))
        e1 = np.sqrt((sigma**2 * (w * (x - m1) / m0) ** 2).sum(0))
        kept = (data >= 3 * sigma).sum(0)
        out[name] = {key: [float(v) for v in m.ravel()] for key, m in (("MOM0", m0), ("MOM0_ERR", e0), ("MOM1_ERR", e1), ("NCHAN", kept))}
    with open(os.path.join(HERE, "real-noise.json"), "w") as file:
        json.dump(json.loads(json.dumps(out), parse_float=lambda t: float(f"{float(t):.9g}")), file, separators=(",", ":"))


def main():
    monte_carlo()
    z, y, x = np.mgrid[0:NZ, 0:NY, 0:NX].astype(float)
    sigma = rng.uniform(0.3, 1.2, (NZ, NY, NX))
    values = 6 * np.exp(-0.5 * ((z - 5.3 - 0.3 * x) / 1.5) ** 2) + sigma * rng.normal(0, 1, (NZ, NY, NX))
    values[3, 1, 2] = np.nan
    values[:, 2, 3] = np.nan
    with np.errstate(invalid="ignore"):
        above = np.where(values >= 3 * sigma, values, np.nan)
    rho = [0.5, 0.2]
    out = {"nx": NX, "ny": NY, "nz": NZ, "sigma": sigma.ravel().tolist(), "rho": rho}
    out["values"] = [None if np.isnan(v) else v for v in values.ravel().tolist()]
    out["white"], out["correlated"] = maps(values, sigma), maps(values, sigma, rho)
    out["above"] = maps(above, sigma)
    out["kept"] = np.isfinite(above).sum(0).ravel().tolist()
    good = values[np.isfinite(values)]
    mad = 1.4826 * np.median(np.abs(good - np.median(good)))
    # INCLUDE 6.2 1e9: pixels without such a value have a limit of a line of 10 km/s.
    width = 10.0
    with np.errstate(invalid="ignore"):
        bright = values >= 6.2
    limited = []
    for p in range(NX * NY):
        v, b, s = values.reshape(NZ, -1)[:, p], bright.reshape(NZ, -1)[:, p], sigma.reshape(NZ, -1)[:, p]
        valid = np.isfinite(v)
        n = int(b.sum())
        if not valid.any():
            limited.append([None, None, None])
        elif n == 0:
            limited.append([0.0, float(np.sqrt(np.mean(s[valid] ** 2)) * DV * np.sqrt(width / DV)), float(mad * DV * np.sqrt(width / DV))])
        else:
            limited.append([float((v[b] * DV).sum()), float(np.sqrt((s[b] ** 2 * DV**2).sum())), float(mad * DV * np.sqrt(n))])
    out["limited"] = limited
    nl, nr = 10, 14
    n = np.isfinite(values).sum(0).ravel()

    def subtracted(b, c, own):
        a = ((nr - b) / nr**2 + (nl - b) / nl**2) / 4
        return [float(DV * c * mad / np.sqrt(1 + own * a) * np.sqrt(k - b + a * k * k)) if k else None for k in n]

    out["baseline"] = {"uniform": subtracted(0, 1, 1), "hanning": subtracted(0.75, 4 / np.sqrt(6), 4 / 3), "hanning2": subtracted(0.75, 4 / np.sqrt(12), 4 / 3)}
    # Sum and mean in a circle about the first pixel whose pixels are in or out by their centres; no beam: pixels are independent.
    inside = np.hypot(x[0], y[0]) <= 2.15
    total = np.sqrt((sigma[:, inside] ** 2).sum(1))
    out["aperture"] = {"pixels": 2.15, "count": int(inside.sum()), "sum": total.tolist(), "mean": (total / inside.sum()).tolist()}
    out["measured"] = correlated()
    with open(os.path.join(HERE, "noise.json"), "w") as file:
        json.dump(out, file, separators=(",", ":"))
    if "SODALITE_REAL_DATA" in os.environ:
        real()


main()
