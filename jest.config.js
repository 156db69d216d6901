/** Jest runs the TypeScript sources themselves, as ES modules (npm test sets --experimental-vm-modules). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/test/conformance/', '<rootDir>/test/bench/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  // '#fits' is the package import of libs/fits; a relative '.js' is the '.ts' that it will be compiled from.
  moduleNameMapper: { '^#(.+)$': '<rootDir>/libs/$1/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
  // A slow machine is not a failure: no test has a time limit of its own, this one only ends a hanging run.
  testTimeout: 3_600_000,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
