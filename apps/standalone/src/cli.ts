import 'reflect-metadata';
import { DomainError } from '#faults';
import { configCheck } from './config-check.js';
import { scan } from './scan.js';
import { serve } from './serve.js';

/** `sodalite <command>`; each takes the words after its own and answers with the exit status. */
const commands = new Map<string, { readonly run: (args: readonly string[]) => Promise<number>; readonly help: string }>([
  ['serve', { run: serve, help: 'serve                start every service in this process' }],
  [
    'scan',
    {
      run: scan,
      help:
        'scan [--report] [--json]  read the data directory, say what was found and what could not be used\n' +
        '  sodalite scan --into postgres://user@host/database [DIR | s3://store/bucket/folder …]  … and put it into the index of a database',
    },
  ],
  ['config', { run: configCheck, help: 'config check         print the configuration in force, or what is wrong with it' }],
]);

const [name = 'help', ...args] = process.argv.slice(2);
const command = commands.get(name);
if (!command) {
  const known = [...commands.values()].map(({ help }) => `  sodalite ${help}`).join('\n');
  process.stderr.write(`${name === 'help' || name === '--help' ? '' : `sodalite: there is no command '${name}'\n`}Commands:\n${known}\n`);
  process.exitCode = name === 'help' || name === '--help' ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
