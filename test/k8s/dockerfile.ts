import { readFileSync } from 'node:fs';

export interface Target {
  readonly name: string;
  /** with those of the stages it is made from */
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly user: string;
  /** ENTRYPOINT and CMD */
  readonly command: readonly string[];
  readonly hasHealthcheck: boolean;
}

/** The targets of the Dockerfile that start something. */
export function readDockerfile(text = readFileSync('Dockerfile', 'utf8')): Map<string, Target> {
  const stages = new Map<string, Target>();
  let stage: Target = scratch('');
  for (const line of instructions(text)) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [, from, name = ''] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      stage = { ...(stages.get(from) ?? scratch(name)), name };
    } else {
      stage = { ...stage, ...reads[instruction]?.(stage, rest) };
    }
    stages.set(stage.name, stage);
  }
  return new Map([...stages].filter(([, { command }]) => command.length > 0));
}

const scratch = (name: string): Target => ({ name, env: {}, ports: [], user: '', command: [], hasHealthcheck: false });

const reads: Record<string, (stage: Target, rest: string) => Partial<Target>> = {
  ENV: ({ env }, rest) => ({ env: { ...env, ...Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split('=', 2))) } }),
  EXPOSE: (_, rest) => ({ ports: rest.split(/\s+/).map(Number) }),
  USER: (_, rest) => ({ user: rest }),
  // Another form than that of a list would have a shell for process 1.
  ENTRYPOINT: (_, rest) => ({ command: JSON.parse(rest) as string[] }),
  CMD: ({ command }, rest) => ({ command: [...command, ...(JSON.parse(rest) as string[])] }),
  HEALTHCHECK: () => ({ hasHealthcheck: true }),
};

function instructions(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
