/** Polarization states in the order of ObsCore 1.1 §B.6.6.1; SODA's POL takes the same labels (SODA 1.0 §3.3.6). */
export const POLARIZATION_STATES = ['I', 'Q', 'U', 'V', 'RR', 'LL', 'RL', 'LR', 'XX', 'YY', 'XY', 'YX', 'POLI', 'POLA'] as const;
