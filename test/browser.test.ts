/** The engine in a page: bundled for a browser and run where there is nothing of Node, a training gives the same bits. */
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { resolveSpec } from '../experiments/config/resolve.ts'
import { loadRun } from '../experiments/disk/run-spec.ts'

const SPEC = {
  seed: 3,
  task: { inputs: 20, duration: 0.1 },
  network: { neurons: 17, adaptive: 5, threshold: 0.3, gain: 1 },
  learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 },
  training: { epochs: 3 },
}

it('trains in a bare context to the same bits as in Node', async () => {
  const { outputFiles } = await build({
    ...{ entryPoints: ['library/run.ts'], bundle: true, write: false, logLevel: 'silent' },
    ...{ platform: 'browser', format: 'iife', globalName: 'memxbar' },
  })
  const page = createContext({ SPEC: JSON.stringify(SPEC) })
  runInContext(outputFiles[0]!.text, page)
  const script = `(async () => {
    const { resolveSpec, taskKinds, builtIn, bindDevice, runExperiment } = memxbar
    const spec = await resolveSpec(JSON.parse(SPEC))
    const files = { read() { throw new Error('a page has no files') }, find: async () => undefined }
    const dataset = await taskKinds[spec.task.kind].load(spec.task, files)
    const { epochs } = await runExperiment(spec, dataset, bindDevice(spec.device, await builtIn(spec.device.model)))
    return JSON.stringify(epochs)
  })()`
  const inPage = JSON.parse(await (runInContext(script, page) as Promise<string>))
  const { epochs } = await (await loadRun(await resolveSpec(SPEC))).run()
  expect(inPage).toEqual(JSON.parse(JSON.stringify(epochs)))
  expect(epochs.at(-1)!.pulses.some(({ set }) => set > 0)).toBe(true)
})
