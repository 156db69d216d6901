#!/usr/bin/env node
/**
 * The commands of package.json. Runs under any Node >= 20: it installs and builds what is missing, then hands over to the
 * Node that package.json pins.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Debian packages that a command needs, beyond Node and npm. */
const debian = {
  // a store to read from; WebGPU in software; for the manifests any kubectl, of which Debian's is one; for cutouts of the real files, when these are at hand
  test: [
    'nats-server',
    'postgresql',
    'openssl',
    'nginx-light',
    'chromium',
    ...(has('kubectl') ? [] : ['kubernetes-client']),
    ...(process.env.SODALITE_REAL_DATA ? ['fitsverify'] : []),
  ],
  conformance: [
    'libcfitsio-bin',
    'python3-astropy',
    'python3-pyvo',
    'stilts',
    'fitsverify',
    'libxml2-utils',
    'nginx-light',
    'openssl',
    'curl',
  ],
  bench: ['curl', 'wrk', 'nginx-light', 'python3-astropy', 'python3-scipy', 'python3-spectral-cube', 'libcfitsio-bin', 'procps'],
};

/** Bare WebAssembly: no runtime, memory is laid out by hand from `__heap_base` on. */
const assemblyOptions = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
  '--use',
  'abort=',
];

const commands = {
  build: () => build(),
  check: () => check(),
  start: (args) => (build(), serve([join(root, 'dist/apps/standalone/src/main.js'), 'serve', ...args])),
  sodalite: (args) => (build(), node([join(root, 'dist/apps/standalone/src/main.js'), ...args])),
  test: (args) => (packages('test'), build(), args.length === 0 && check(), jest('jest.config.js', 'unit', args)),
  conformance: (args) => (packages('conformance'), build(), jest('test/conformance/jest.config.js', 'conformance', args)),
  bench: (args) => (packages('bench'), build(), node([join(root, 'dist/test/bench/main.js'), ...args])),
};

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name)) {
  console.error(`tools/run.mjs: expected one of ${Object.keys(commands).join(', ')}, got ${name}`);
  process.exit(2);
}
install();
commands[name](args);

function has(command) {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, command)));
}

function install() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs && existsSync(bin('node'))) return;
  // Not `npm ci`: it insists on lock entries for the binaries of every other platform, which not every registry has.
  // The build needs the development dependencies, whatever NODE_ENV says.
  step('installing', 'npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  utimesSync(installed, new Date(), new Date());
}

function build() {
  generate();
  step('building', bin('tsc'), ['-p', join(root, 'tsconfig.json')]);
  for (const lib of readdirSync(join(root, 'libs'))) assemble(lib);
}

/** The TypeScript of proto/, which libs/proto shows to the others. */
function generate() {
  const target = join(root, 'libs/proto/src/gen');
  const newest = Math.max(
    ...readdirSync(join(root, 'proto'), { recursive: true }).map((file) => statSync(join(root, 'proto', file)).mtimeMs),
  );
  if (existsSync(target) && statSync(target).mtimeMs >= newest) return;
  step('generating', bin('buf'), ['generate', '--template', 'proto/buf.gen.yaml']);
  utimesSync(target, new Date(), new Date());
}

/** AssemblyScript of a lib → `libs/<lib>/wasm/<lib>.wasm`, and the same below dist: either way '../wasm/' as seen from src. */
function assemble(lib) {
  const source = join(root, 'libs', lib, 'assembly');
  if (!existsSync(join(source, 'index.ts'))) return;
  const target = join(root, 'libs', lib, 'wasm', `${lib}.wasm`);
  const copy = join(root, 'dist/libs', lib, 'wasm', `${lib}.wasm`);
  const newest = Math.max(...readdirSync(source, { recursive: true }).map((file) => statSync(join(source, file)).mtimeMs));
  if (!existsSync(target) || statSync(target).mtimeMs < newest)
    step(`assembling ${lib}`, bin('asc'), [join(source, 'index.ts'), '--config', 'none', '--outFile', target, ...assemblyOptions]);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(target, copy);
}

function check() {
  step('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
  step('lint', bin('oxlint'), ['--deny-warnings', 'apps', 'libs', 'test', 'tools']);
  step('messages', bin('buf'), ['lint', 'proto']);
  step('messages of the last release', bin('buf'), ['breaking', 'proto', '--against', 'proto/baseline.binpb']);
  step('floors', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'apps', 'libs']);
}

/** Chromium brings a Vulkan driver in software: with it kernels for GPUs are tested where there is none. Vulkan reads these when the process starts. */
function vulkan() {
  const chromium = '/usr/lib/chromium';
  return existsSync(join(chromium, 'vk_swiftshader_icd.json'))
    ? { VK_ICD_FILENAMES: join(chromium, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: chromium }
    : {};
}

function jest(config, suite, extra) {
  mkdirSync(join(root, 'var'), { recursive: true });
  node(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(root, config),
      '--rootDir',
      root,
      '--json',
      '--outputFile',
      join(root, `var/jest-${suite}.json`),
      ...extra,
    ],
    true,
    suite === 'unit' ? vulkan() : {},
  );
}

/** Runs the pinned Node in the foreground; its exit status is ours. */
function node(parameters, quietStdout = false, env = {}) {
  const { status, signal } = spawnSync(bin('node'), parameters, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['inherit', quietStdout ? 'ignore' : 'inherit', 'inherit'],
  });
  process.exit(signal ? 1 : status);
}

/** Runs the server; a signal to us is a signal to it, so that whoever stops us waits for its clean end. */
function serve(parameters) {
  const child = spawn(bin('node'), parameters, { cwd: root, stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('exit', (status, signal) => process.exit(signal ? 1 : status));
}

function packages(command) {
  const missing = debian[command].filter((item) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Status}', item], { encoding: 'utf8' });
    return !stdout?.includes('ok installed');
  });
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    console.error(`${command} needs these Debian packages: sudo apt-get install ${missing.join(' ')}`);
    process.exit(1);
  }
  step('apt-get update', 'apt-get', ['-qq', 'update']);
  step(`installing ${missing.join(' ')}`, 'apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...missing], {
    DEBIAN_FRONTEND: 'noninteractive',
  });
}

/** Runs one step; silent when it works, and the end of the road when it does not. */
function step(what, command, parameters, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  console.error(`${what} failed\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
  process.exit(status ?? 1);
}
