/** The sum of a metric's values of a running server, of those whose labels contain a text. */
export async function metricOf(url: string, name: string, labels = ''): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  const values = lines.filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)) && line.includes(labels));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
