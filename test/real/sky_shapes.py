"""Circles, polygons and ranges on the sky, and by brute force the pixels that they touch."""
import numpy as np

from real_image import lonlat, unit, vector

MARGIN_PX = 0.03  # a box must not depend on this


def num(x):
    return repr(round(float(x), 9))


class Circle:
    def __init__(self, lon, lat, r):
        self.lon, self.lat, self.r = float(num(lon)), float(num(lat)), float(num(r))
        self.c = vector(self.lon, self.lat)

    def grown(self, deg, factor=1.0):
        return Circle(self.lon, self.lat, self.r * factor + deg)

    def inside(self, v):
        return np.sum((v - self.c)**2, -1) <= (2 * np.sin(np.radians(self.r) / 2))**2

    def outline(self, step):
        n = int(np.clip(360 * np.sin(np.radians(self.r)) / step, 4000, 250000))
        a = unit(np.cross(self.c, [0.3, -0.5, 0.8]))
        b = np.cross(self.c, a)
        t = np.linspace(0, 2 * np.pi, n)[:, None]
        r = np.radians(self.r)
        return np.cos(r) * self.c + np.sin(r) * (np.cos(t) * a + np.sin(t) * b)

    def query(self, as_pos):
        text = f'{num(self.lon)} {num(self.lat)} {num(self.r)}'
        return {'POS': 'CIRCLE ' + text} if as_pos else {'CIRCLE': text}


class Polygon:
    """Seen from its first vertex every other edge is in the open: the union of the fan's triangles."""

    def __init__(self, vertices):
        self.ll = [(float(num(a)), float(num(b))) for a, b in vertices]
        self.v = vector(*np.array(self.ll).T)

    def grown(self, deg, factor=1.0):
        m = unit(self.v.mean(0))
        size = np.degrees(np.arccos(np.clip(self.v @ m, -1, 1))).max()
        v = unit(m + (self.v - m) * (factor + deg / size))
        return Polygon(list(zip(*lonlat(v))))

    def inside(self, p):
        out = np.zeros(p.shape[:-1], bool)
        for i in range(1, len(self.v) - 1):
            a, b, c = self.v[0], self.v[i], self.v[i + 1]
            sides = np.stack([p @ np.cross(a, b), p @ np.cross(b, c), p @ np.cross(c, a)])
            out |= (np.all(sides >= 0, 0) | np.all(sides <= 0, 0)) & (p @ unit(a + b + c) > 0)
        return out

    def outline(self, step):
        parts = []
        for a, b in zip(self.v, np.roll(self.v, -1, 0)):
            n = int(np.clip(np.degrees(np.linalg.norm(a - b)) / step, 1000, 60000))
            t = np.linspace(0, 1, n)[:, None]
            parts.append(unit(a * (1 - t) + b * t))
        return np.concatenate(parts)

    def query(self, as_pos):
        text = ' '.join(f'{num(a)} {num(b)}' for a, b in self.ll)
        return {'POS': 'POLYGON ' + text} if as_pos else {'POLYGON': text}


class Range:
    def __init__(self, lon1, lon2, lat1, lat2):
        self.l = [float(num(x)) for x in (lon1, lon2, lat1, lat2)]

    def grown(self, deg, factor=1.0):
        l1, l2, b1, b2 = self.l
        db = (b2 - b1) / 2 * (factor - 1) + deg
        if l1 == 0 and l2 == 360:
            return Range(0, 360, max(-90, b1 - db), min(90, b2 + db))
        w = (l2 - l1) % 360
        dl = w / 2 * (factor - 1) + deg / max(0.02, np.cos(np.radians((b1 + b2) / 2)))
        return Range((l1 - dl) % 360, (l2 + dl) % 360, max(-90, b1 - db), min(90, b2 + db))

    def inside(self, v):
        lon, lat = lonlat(v)
        l1, l2, b1, b2 = self.l
        across = (lon >= l1) & (lon <= l2) if l1 <= l2 else (lon >= l1) | (lon <= l2)
        return across & (lat >= b1) & (lat <= b2)

    def outline(self, step):
        l1, l2, b1, b2 = self.l
        w = l2 - l1 if l1 <= l2 else l2 + 360 - l1
        n = int(np.clip(max(w, b2 - b1) / step, 2000, 60000))
        t = np.linspace(0, 1, n)
        sides = [vector(l1 + w * t, b * np.ones(n)) for b in (b1, b2) if abs(b) < 90]
        if w < 360:
            sides += [vector(l * np.ones(n), b1 + (b2 - b1) * t) for l in (l1, l2)]
        return np.concatenate(sides)

    def query(self, as_pos):
        return {'POS': 'RANGE ' + ' '.join(num(x) for x in self.l)}


def box(shape, image):
    """((x0, x1), (y0, y1)) 0-based inclusive, or None."""
    nx, ny = image.axes[image.lon], image.axes[image.lat]
    xs, ys = [], []
    with np.errstate(invalid='ignore'):
        y, x = np.nonzero(shape.inside(image.centres()))
    xs.append(x)
    ys.append(y)
    px, py = image.pixel(*lonlat(shape.outline(MARGIN_PX * image.scale())))
    good = np.isfinite(px) & np.isfinite(py)
    x, y = np.floor(px[good] + .5), np.floor(py[good] + .5)
    seen = (x >= 0) & (x < nx) & (y >= 0) & (y < ny)
    if seen.any() and image.sky.sip is not None:  # far from the image the inverse of a polynomial is anywhere
        back = image.icrs(px[good][seen], py[good][seen])
        there = vector(*lonlat(shape.outline(MARGIN_PX * image.scale())))[good][seen]
        seen[np.flatnonzero(seen)[~(np.linalg.norm(back - there, axis=1) < 1e-6)]] = False
    xs.append(x[seen])
    ys.append(y[seen])
    xs, ys = np.concatenate(xs), np.concatenate(ys)
    if not xs.size:
        return None
    return (int(xs.min()), int(xs.max())), (int(ys.min()), int(ys.max()))


def robust(shape, images, steps=12):
    """The shape, nudged until no box of it hangs on a thirtieth of a pixel; with its boxes."""
    for step in range(steps):
        s = shape.grown(0, 1 + 0.0137 * step)
        boxes = [box(s, i) for i in images]
        if all(box(s.grown(d * MARGIN_PX * i.scale()), i) == b for i, b in zip(images, boxes) for d in (-1, 1)):
            return s, boxes
    return None


def second_method(shape, image, b):
    """Is each outer row and column of the box really touched, and nothing next to it?  By sub-pixels, without world2pix."""
    nx, ny = image.axes[image.lon], image.axes[image.lat]
    (x0, x1), (y0, y1) = b
    fine = (np.arange(40) + .5) / 40 - .5
    along = (np.arange(60) + .5) / 60 - .5

    def touched(xs, ys):
        gx, gy = np.meshgrid(xs, ys)
        with np.errstate(invalid='ignore'):
            return bool(shape.inside(image.icrs(gx, gy)).any())

    def run(a, z):
        return (np.arange(a, z + 1)[:, None] + along).ravel()

    ys, xs = run(0, ny - 1), run(0, nx - 1)
    for col in (x0, x1):
        assert touched(col + fine, ys), f'column {col} is not touched'
    for row in (y0, y1):
        assert touched(xs, row + fine), f'row {row} is not touched'
    for col in (x0 - 1, x1 + 1):
        assert not (0 <= col < nx and touched(col + fine, ys)), f'column {col} is touched'
    for row in (y0 - 1, y1 + 1):
        assert not (0 <= row < ny and touched(xs, row + fine)), f'row {row} is touched'
