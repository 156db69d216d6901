/** Text with places for captures: `{name}` stands for one part without '/', `{name*}` for several with '/' between them. */
export interface Template {
  /** in turn literal text (perhaps empty) and a capture, beginning and ending with text */
  readonly parts: readonly (string | Capture)[];
  /** characters that are written out: the more, the more specific */
  readonly literalLength: number;
  readonly names: readonly string[];
}

export interface Capture {
  readonly name: string;
  readonly isPath: boolean;
}

/** Undefined when braces do not pair, a name is no word, or two captures touch, so that nobody could tell where one ends. */
export function parseTemplate(text: string): Template | undefined {
  const parts: (string | Capture)[] = [];
  let rest = text;
  for (let open = rest.indexOf('{'); open >= 0; open = rest.indexOf('{')) {
    const [whole, name, star] = /^\{([A-Za-z_]\w*)(\*?)\}/.exec(rest.slice(open)) ?? [];
    if (whole === undefined || rest.slice(0, open).includes('}') || (open === 0 && parts.length > 0)) return undefined;
    parts.push(rest.slice(0, open), { name, isPath: star === '*' });
    rest = rest.slice(open + whole.length);
  }
  if (rest.includes('}')) return undefined;
  parts.push(rest);
  const names = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
  const literalLength = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  return { parts, literalLength, names };
}

/** As it was written. */
export function textOf({ parts }: Template): string {
  return parts.map((part) => (typeof part === 'string' ? part : `{${part.name}${part.isPath ? '*' : ''}}`)).join('');
}

/** The text before the first capture. */
export function literalStart({ parts }: Template): string {
  return parts[0] as string;
}

/** The template with the captures' values, each turned by `encode`. */
export function filled({ parts }: Template, captures: ReadonlyMap<string, string>, encode: (value: string) => string = String): string {
  return parts.map((part) => (typeof part === 'string' ? part : encode(captures.get(part.name) ?? ''))).join('');
}
