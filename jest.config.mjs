const shared = {
  // Jest's own pattern takes tools/test.mjs for a test, and then `npm test` runs itself for ever.
  testMatch: ['**/*.test.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', {}] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  // Shipped with a 'source' condition of its own, which points at TypeScript.
  transformIgnorePatterns: ['/node_modules/(?!eventsource-parser/)'],
  modulePathIgnorePatterns: ['/dist/', '/\\.midstation'],
};

/** `unit` is everything beside the code; `e2e` starts real processes. */
export default {
  // Longer than any wait inside a test, so that what fails is the wait, which says what did not come.
  testTimeout: 60_000,
  testSequencer: './e2e/longest-first.mjs',
  projects: [
    { ...shared, displayName: 'unit', roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'] },
    { ...shared, displayName: 'e2e', roots: ['<rootDir>/e2e'] },
  ],
};
