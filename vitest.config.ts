import { defineConfig } from 'vitest/config'

/** ms; no test takes a hundredth of it, however busy the machine: what takes longer hangs. */
const HANGS = 1_800_000

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: HANGS, hookTimeout: HANGS },
})
