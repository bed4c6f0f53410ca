/** Whether tests of many seconds run too: in continuous integration, or with `CI=1 npm test`. */
export const THOROUGH = Boolean(process.env.CI)
