import { defineConfig, mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

const { test, ...rest } = config;

// The same set-up as all tests have, for the one file that is no test.
export default mergeConfig(
  { ...rest, test: { ...test, include: [] } },
  defineConfig({ test: { include: ['scripts/secret-watch/leaks.fixture.ts'], globalSetup: [] } }),
);
