import { configDefaults, defineConfig } from 'vitest/config'

/** ms; no test takes a hundredth of it, however busy the machine: what takes longer hangs. */
const HANGS = 1_800_000

/** Tests that put modules in the place of others must not share theirs. */
const MOCKING = ['test/registries.test.ts', 'test/experiments/config/added-kinds.test.ts']

export default defineConfig({
  test: {
    testTimeout: HANGS,
    hookTimeout: HANGS,
    maxWorkers: '100%',
    // The built command line is loaded as Node loads it.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      // One process for many files: loading the libraries anew for each takes a third of the time of all tests.
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...MOCKING],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
})
