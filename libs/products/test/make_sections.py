#!/usr/bin/python3
"""Makes sections.fits.gz and sections.json: what CFITSIO's fitscopy cuts for a FITS section, and where astropy says that its pixels are.

    /usr/bin/python3 libs/products/test/make_sections.py      (Debian: libcfitsio-bin, python3-astropy)

Per section: the HDU, NAXISn and the SHA-256 of the pixels of `fitscopy file[section]`, and the world coordinates of some pixels of the section,
worked out in the whole image by astropy (the header of the cut has no part in it).
"""
import gzip, hashlib, json, os, subprocess, sys, tempfile, warnings
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter('ignore')
here = os.path.dirname(os.path.abspath(__file__))


def sky(cd, **more):
    header = fits.Header()
    header['CTYPE1'], header['CTYPE2'] = 'RA---TAN', 'DEC--TAN'
    header['CRVAL1'], header['CRVAL2'] = 150.1, 2.2
    header['CRPIX1'], header['CRPIX2'] = 20.5, 11.25
    for key, value in cd.items():
        header[key] = value
    for key, value in more.items():
        header[key.replace('__', '-')] = value
    return header


def hdus():
    rng = np.random.default_rng(3)
    image = rng.integers(-3000, 3000, (30, 40)).astype('>i2')
    cube = rng.normal(size=(6, 17, 23)).astype('>f4')
    cd = dict(CD1_1=-2e-4, CD1_2=3e-5, CD2_1=3e-5, CD2_2=2e-4)
    pc = dict(CDELT1=-2e-4, CDELT2=2e-4, PC1_1=0.8, PC1_2=0.6, PC2_1=-0.6, PC2_2=0.8)
    plain = sky(cd)
    plain['CTYPE1A'], plain['CTYPE2A'], plain['CRPIX1A'], plain['CRPIX2A'] = 'GLON-CAR', 'GLAT-CAR', 3.0, 4.0
    plain['CRVAL1A'], plain['CRVAL2A'], plain['CDELT1A'], plain['CDELT2A'] = 30.0, 0.0, -0.01, 0.02
    spectral = sky(pc, CTYPE3='FREQ', CRVAL3=1.42e9, CRPIX3=2.0, CDELT3=1e6, CUNIT3='Hz', EXTNAME='CUBE')
    sip = sky(cd, EXTNAME='SIP', A_ORDER=3, B_ORDER=2, A_2_0=2e-4, A_1_1=-1e-4, A_0_3=3e-6, B_0_2=-2e-4, B_1_1=5e-5,
              AP_ORDER=1, BP_ORDER=1, AP_1_0=1e-6, BP_0_1=1e-6)
    sip['CTYPE1'], sip['CTYPE2'] = 'RA---TAN-SIP', 'DEC--TAN-SIP'
    bare = fits.Header([('EXTNAME', 'BARE'), ('EXTVER', 2)])
    return fits.HDUList([fits.PrimaryHDU(image, plain), fits.ImageHDU(cube, spectral), fits.ImageHDU(image[::-1], sip),
                         fits.ImageHDU(cube[2].astype('>f8'), bare)])


SECTIONS = [
    ('', '[3:20,5:9]'), ('', '[1:40:2,*]'), ('', '[2:40:3,4:29:7]'), ('', '[*:5,*:4]'), ('', '[40:40,*]'), ('', '[7:7,8:8]'),
    ('CUBE', '[3:20,*,2:5]'), ('CUBE', '[*:2,2:17:3,*]'), ('CUBE', '[23:23,17:17,*]'), ('CUBE', '[1:23:22,1:17:16,1:6:5]'), ('CUBE', '[*,*,2:6:2]'),
    ('SIP', '[3:20,5:9]'), ('SIP', '[3:38:5,2:30:4]'), ('SIP', '[*:3,*]'), ('BARE', '[2:23:3,*:2]'),
]


def ranges(section, shape):
    found = []
    for text, size in zip(section[1:-1].split(','), shape):
        ends, _, step = text.partition(':') if text.startswith('*') else (text, '', '')
        if ends == '*':
            found.append([None, None, int(step or 1), 1, size])
        else:
            first, last, *more = map(int, text.split(':'))
            found.append([first, last, more[0] if more else 1, first, last])
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        source, out = os.path.join(folder, 'sections.fits'), os.path.join(folder, 'cut.fits')
        hdus().writeto(source)
        with open(source, 'rb') as file, open(os.path.join(here, 'sections.fits.gz'), 'wb') as packed:
            packed.write(gzip.compress(file.read(), 9, mtime=0))
        goldens = []
        with fits.open(source) as whole:
            for name, section in SECTIONS:
                extension = f'[{name}{",2" if name == "BARE" else ""}]' if name else ''
                if os.path.exists(out):
                    os.remove(out)
                # all HDUs are copied, and the one that is named is cut
                subprocess.run(['fitscopy', f'{source}{extension or "[0]"}{section}', out], check=True)
                with fits.open(out, do_not_scale_image_data=True) as cut:
                    pixels = np.ascontiguousarray(cut[name or 0].data)
                    pixels = pixels.astype(pixels.dtype.newbyteorder('>'))
                hdu = whole[name or 0]
                axes = ranges(section, hdu.data.shape[::-1])
                index = np.array([[axis[3] - 1 + k * axis[2] for k in (0, (n - 1) // 2, n - 1)] for axis, n in zip(axes, pixels.shape[::-1])], float)
                world = []
                if name != 'BARE':
                    for alternate in [' '] + (['A'] if name == '' else []):
                        w = WCS(hdu.header, key=alternate)
                        world.append(w.all_pix2world(index.T, 0).tolist())
                goldens.append({
                    'section': extension + section, 'extension': [name, 2] if name == 'BARE' else [name] if name else None,
                    'ranges': [[first, last, step] for first, last, step, _, _ in axes],
                    'axes': list(pixels.shape[::-1]), 'sha256': hashlib.sha256(pixels.tobytes()).hexdigest(), 'world': world,
                })
    with open(os.path.join(here, 'sections.json'), 'w') as file:
        file.write('[\n' + ',\n'.join(json.dumps(golden) for golden in goldens) + '\n]\n')


if __name__ == '__main__':
    sys.exit(main())
