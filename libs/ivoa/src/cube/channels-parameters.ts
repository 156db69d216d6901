import { UsageError } from '#faults';
import { choiceParameter, numberParameter, type ValuesOf, wholeParameter } from './cube-parameter.js';

/** What /cube/channels takes beside the filters (kernels §11). */
export const CHANNELS_PARAMETERS = [
  numberParameter(
    {
      name: 'STEP',
      description:
        'Width of each map in the unit of the spectral coordinate: km/s where a rest value is known; they begin at the lower end of VELO (or FREQ), else at that of the channels; or PANELS',
    },
    { above: 0, example: '10' },
  ),
  wholeParameter({ name: 'PANELS', description: 'Number of maps into which the range is divided; or STEP' }, { least: 1 }),
  choiceParameter(
    { name: 'COMBINE', description: 'What becomes of the channels of a map: mean (default), or integrate: their sum times their width' },
    ['mean', 'integrate'],
  ),
  choiceParameter(
    { name: 'LAYOUT', description: 'cube: the maps are planes of one image (default); hdus: each is an extension, CHMAP_1 and so on' },
    ['cube', 'hdus'],
  ),
] as const;

export type ChannelsValues = ValuesOf<typeof CHANNELS_PARAMETERS>;

/** What `planChannels` makes of a request. */
export interface ChannelsWanted {
  readonly step?: number;
  readonly panels?: number;
  readonly combine: 'mean' | 'integrate';
  readonly layout: 'cube' | 'hdus';
}

/** @throws UsageError without STEP and PANELS, and with both */
export function channelsWanted({
  STEP: step,
  PANELS: panels,
  COMBINE: combine = 'mean',
  LAYOUT: layout = 'cube',
}: ChannelsValues): ChannelsWanted {
  if ((step === undefined) === (panels === undefined))
    throw new UsageError(`channel maps need STEP (their width) or PANELS (their number), got ${step === undefined ? 'neither' : 'both'}`);
  return { step, panels, combine, layout };
}
