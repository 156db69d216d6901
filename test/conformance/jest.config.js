/** Foreign clients and validators against the built service; `npm run test:conformance` builds it first. */
import shared from '../../jest.config.js';

export default {
  ...shared,
  testMatch: ['<rootDir>/test/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  // No answer may be late for the test's sake alone: what hangs is ended by .ci/run, not by a clock in a test.
  testTimeout: 600_000,
};
