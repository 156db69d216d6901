import { UnsupportedError, UsageError } from '#faults';
import type { Cube } from '../cube.js';
import { isSmoothed } from '../mask/mask-request.js';
import { LAGS } from '../noise/correlation.js';
import { channelsOfFile, noiseApart } from './noise-channels.js';
import { isShaped, type MomentRequest } from './moment-request.js';

/** Asks before anything is read whether the parts of a request go together, and with the cube. @throws UsageError, UnsupportedError */
export function assertSensible(cube: Cube, request: MomentRequest): void {
  const { spectral } = cube;
  const { moments, noise, noiseChannels, include, exclude, correlation, baseline, limitWidth } = request;
  if (noise === 'companion' && !cube.variance)
    throw new UsageError('NOISE: companion needs an image of variances or errors beside the cube, and there is none of its size');
  if (correlation === 'auto' && !noiseChannels) throw new UsageError('RHO: auto needs NOISECHAN, the channels without a line');
  if (correlation && baseline)
    throw new UsageError('LINEFREE and RHO: the error of the continuum is that of channels without correlation, got both');
  if (limitWidth !== undefined && spectral.unit !== 'km/s')
    throw new UsageError(`LIMWIDTH: it is in km/s, the coordinate here in ${spectral.unit || 'no unit'}`);
  if (moments.length === 0) throw new UsageError('MOMENT: at least one map is expected');
  for (const [name, range] of [
    ['INCLUDE', include],
    ['EXCLUDE', exclude],
  ] as const)
    // prettier-ignore
    if (range && !(range[0] <= range[1])) throw new UsageError(`${name}: the lower value first expected, got ${range.join(' ')}`);
  assertMasked(request);
  assertNoiseChannels(cube, request);
}

/** Any channels of the file, but of those that are asked for alone where noise is measured together with something else. */
function assertNoiseChannels(cube: Cube, request: MomentRequest): void {
  const { noiseChannels, noiseScope, sigma, correlation } = request;
  if (sigma !== undefined && (request.noise || noiseScope || (noiseChannels && correlation !== 'auto')))
    throw new UsageError('SIGMA is the noise; NOISE, NOISESCOPE and NOISECHAN tell how it is measured: give one or the other');
  if (sigma !== undefined && request.centre === 'median') throw new UsageError('CENTRE=median is measured with the noise, got SIGMA');
  if (!noiseChannels) return;
  if (noiseScope === 'channel' && correlation !== 'auto')
    throw new UsageError('NOISESCOPE=channel measures each channel by itself, and takes no NOISECHAN; got both');
  const channels = channelsOfFile(cube);
  if (!(noiseChannels[0] <= noiseChannels[1] && noiseChannels[1] >= 1 && noiseChannels[0] <= channels))
    throw new UsageError(`NOISECHAN: the file has channels 1 to ${channels}, got ${noiseChannels.join(' ')}`);
  if (correlation === 'auto') assertLags(noiseChannels, channels);
  if (!noiseApart(cube, request)) return;
  const reason = isSmoothed(request)
    ? 'the noise of the smoothed cube is measured in it'
    : noiseScope === 'pixel'
      ? 'the noise of each pixel is measured with its moments'
      : cube.derived?.kind === 'convolved'
        ? 'others are not convolved to the common beam'
        : undefined;
  if (reason === undefined) return;
  const { first, count } = cube.box.z;
  const got = `NOISECHAN=${noiseChannels.join(' ')}`;
  throw new UnsupportedError(`${got} has to be among the channels that are asked for, ${first + 1} to ${first + count}, for ${reason}`);
}

/** The mean of a spectrum is taken off before its channels are compared: of few channels little is left. */
function assertLags([first, last]: readonly [number, number], channels: number): void {
  const count = Math.min(channels, Math.floor(last)) - Math.max(1, Math.ceil(first)) + 1;
  if (count < LAGS + 2)
    throw new UsageError(
      `RHO=auto: NOISECHAN of ${LAGS + 2} channels or more expected, got ${first} ${last}, which are ${Math.max(0, count)}`,
    );
}

/** What masks need is asked before anything is read. */
function assertMasked(request: MomentRequest): void {
  const { centre, noise, noiseScope, noiseChannels, absolute, nsigma, m12nsigma, minBeams, growXy, growV } = request;
  if (!isShaped(request) && (minBeams ?? growXy ?? growV) !== undefined)
    throw new UsageError('MINBEAMS, GROWXY and GROWV are of a mask that TWOLEVEL, SMOOTHXY or SMOOTHV makes, got none');
  if (centre !== 'median') return;
  if (absolute && (nsigma ?? m12nsigma) !== undefined)
    throw new UsageError('CENTRE=median is for values above it, and ABS for both signs; got both');
  if (noise === 'companion') throw new UsageError('CENTRE=median needs a noise that is measured, got NOISE=companion');
  if (noiseScope === 'pixel' && noiseChannels)
    throw new UnsupportedError('CENTRE=median of each pixel takes all of its channels: give NOISECHAN or NOISESCOPE=pixel, not both');
}
