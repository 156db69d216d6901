/** Kubernetes' quantities of bytes and of processors: 512Mi, 1G, 250m. */
export function bytesOf(quantity: string | number): number {
  const [, digits, unit = ''] = /^([\d.]+)(m|[KMGT]i?)?$/i.exec(String(quantity)) ?? [];
  if (digits === undefined) throw new Error(`${quantity} is no quantity`);
  if (unit === 'm') return Number(digits) / 1000;
  const power = ' KMGT'.indexOf(unit.charAt(0).toUpperCase() || ' ');
  return Number(digits) * (unit.endsWith('i') ? 1024 : 1000) ** power;
}
