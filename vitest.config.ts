import { defineConfig } from 'vitest/config';

const conditions = ['@tickwire/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    testTimeout: 15_000,
    pool: 'forks',
    setupFiles: ['scripts/secret-watch/setup.ts'],
    globalSetup: ['scripts/secret-watch/global-setup.ts'],
    restoreMocks: true,
  },
});
