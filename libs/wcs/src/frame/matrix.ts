/** Row-major 3×3 matrices for unit vectors; rotations turn the axes (x' = R x), angles in degrees. */
export type Matrix3 = Float64Array;

export const IDENTITY: Matrix3 = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

export function rotationX(degrees: number): Matrix3 {
  const [s, c] = sinCos(degrees);
  return Float64Array.of(1, 0, 0, 0, c, s, 0, -s, c);
}

export function rotationY(degrees: number): Matrix3 {
  const [s, c] = sinCos(degrees);
  return Float64Array.of(c, 0, -s, 0, 1, 0, s, 0, c);
}

export function rotationZ(degrees: number): Matrix3 {
  const [s, c] = sinCos(degrees);
  return Float64Array.of(c, s, 0, -s, c, 0, 0, 0, 1);
}

/** The product, applied from right to left. */
export function product(...matrices: Matrix3[]): Matrix3 {
  return matrices.reduce((a, b) =>
    Float64Array.from({ length: 9 }, (_, k) => {
      const row = 3 * Math.floor(k / 3);
      const column = k % 3;
      return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
    }),
  );
}

export function transposed(m: Matrix3): Matrix3 {
  return Float64Array.of(m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]);
}

function sinCos(degrees: number): [number, number] {
  const radians = (degrees * Math.PI) / 180;
  return [Math.sin(radians), Math.cos(radians)];
}
