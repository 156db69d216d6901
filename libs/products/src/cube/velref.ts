import type { HeaderEditor } from '#fits';
import type { SpectralCoordinates } from './spectral-coordinates.js';

/** Takes VELREF of the source away where it says another convention than the velocities of the product are in (AIPS memo 117: from 257 on radio). */
export function dropWrongVelref(editor: HeaderEditor, velref: number | undefined, { isVelocity, doppler }: SpectralCoordinates): void {
  if (velref === undefined || !isVelocity) return;
  if (doppler !== (velref > 256 ? 'radio' : 'optical')) editor.remove('VELREF');
}
