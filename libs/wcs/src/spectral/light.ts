/** Speed of light in vacuum, m/s. */
export const C = 299792458;

/** Planck's constant, J s (SI 2019; wcslib 7.12 still has the CODATA 1986 value 6.6260755e-34). */
export const H = 6.62607015e-34;
