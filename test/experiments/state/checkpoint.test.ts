import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import {
  costsTable,
  epochCostsTable,
  epochsTable,
  membraneTable,
  outputsTable,
  patternsTable,
  predictionsTable,
  pulsesTable,
  ratesTable,
  runsTable,
  spikesTable,
  wearTable,
} from '../../../experiments/results/tables.ts'
import type { RunOptions, RunResult } from '../../../experiments/run/run.ts'
import { summarize } from '../../../experiments/run/summary.ts'
import { checkpointWriter, type Origin, readCheckpoint } from '../../../experiments/state/checkpoint.ts'
import { restore } from '../../../experiments/state/state.ts'
import { feedbackKinds } from '../../../learning/feedback/kinds.ts'
import { schemes } from '../../../learning/update/registry.ts'

type Raw = Readonly<Record<string, unknown>>

const SMALL = {
  task: { inputs: 20, duration: 0.1 },
  network: { neurons: 21, threshold: 0.3, gain: 1 },
  learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 },
  training: { epochs: 5 },
}
const ORIGIN: Origin = {
  ...{ version: '1', command: '', started: '', wall_seconds: 0, cpu_seconds: 0, every: 2, record: true, saveState: false },
}

function merged(over: Raw): Raw {
  // Each kind of task has fields of its own.
  const small = { ...SMALL, ...((over.task as Raw | undefined)?.kind ? { task: {} } : {}) }
  return Object.fromEntries(
    Object.entries({ ...small, ...over }).map(([name, section]) => [
      name,
      { ...(small as Raw)[name as keyof typeof SMALL]!, ...(section as object) },
    ]),
  )
}

async function start(raw: Raw, options: RunOptions) {
  const spec = await resolveSpec(raw)
  const { id, run } = await loadRun(spec)
  const result = await run(options)
  const summary = summarize(spec, id, result)
  const all = [
    ...[epochsTable, patternsTable, pulsesTable, ratesTable, wearTable, predictionsTable, spikesTable, membraneTable],
    outputsTable,
    ...[costsTable, epochCostsTable],
  ]
  return [runsTable([summary]), ...all.map((table) => table(summary, result))]
}

/** Tables of a run, and of one that went on from the checkpoint after the second epoch. */
async function twice(over: Raw) {
  const raw = merged(over)
  const write = await checkpointWriter()
  let bytes: Uint8Array | undefined
  const onEpoch = ({ epoch }: { epoch: number }, soFar: () => RunResult) => {
    if (epoch === 2) bytes = write(soFar(), 'run', ORIGIN)
  }
  const whole = await start(raw, { record: true, onEpoch })
  const { state, progress } = await readCheckpoint(bytes!, 'checkpoint.npz', '1')
  const begin: RunOptions['begin'] = (experiment) => {
    restore(experiment, state)
    return progress
  }
  const resumed = await start(raw, { record: true, begin })
  // The first lines that differ say enough.
  const differing = resumed.map((table, i) => firstDifference(table, whole[i]!)).filter((line) => line !== undefined)
  return { whole, differing }
}

function firstDifference(a: string, b: string): readonly (string | undefined)[] | undefined {
  const [left, right] = [a.split('\n'), b.split('\n')]
  const at = left.findIndex((line, i) => line !== right[i])
  return a === b ? undefined : [left[0], left[at], right[at]]
}

describe('a run that goes on from a checkpoint is the run that was never interrupted, byte for byte', () => {
  it.each(Object.keys(schemes))('with %s', async (kind) => {
    const crossbar = schemes[kind]!.weights === 'digital' ? {} : { replicas: 3, controller_read: 'noisy' }
    const rounding = Object.hasOwn(schemes[kind]!.fields, 'rounding') ? { rounding: 'stochastic' } : {}
    const { whole, differing } = await twice({ update: { kind, ...rounding }, crossbar, device: { nu_std: 0.02 } })
    expect(differing).toEqual([])
    expect(whole[3]!.split('\n').length).toBeGreaterThan(5)
  })

  it.each(['v1', 'v2', 'v3', 'v4'])('with tiki-taka %s, transfers of a few lines and signs that turn', async (version) => {
    const update = { kind: 'tiki-taka', version, transfer_lines: 3, chop_reads: 2, chop_probability: 0.5 }
    const { differing } = await twice({ update, device: { model: 'reram-es' } })
    expect(differing).toEqual([])
  })

  it.each(Object.keys(feedbackKinds))('with %s feedback, also on devices', async (feedback) => {
    for (const feedback_store of feedbackKinds[feedback as keyof typeof feedbackKinds].stores) {
      const { differing } = await twice({ learning: { feedback, feedback_store } })
      expect(differing, feedback_store).toEqual([])
    }
  })

  it('with neurons that learn, mini-batches, patience and a schedule', async () => {
    const learning = { train_neurons: ['threshold', 'tau_mem', 'gain'], lr_neurons: 1e-3, schedule: 'cosine' }
    const over = { learning, update: { every: 2 }, training: { epochs: 6, patience: 2 }, network: { adaptive: 5 } }
    const { differing } = await twice(over)
    expect(differing).toEqual([])
  })

  it('with labels, test samples and devices that relax', async () => {
    const task = { kind: 'evidence-accumulation', train: 6, test: 4, inputs: 8, cues: 1, cue: 0.02, delay: 0.02, recall: 0.02 }
    const { differing } = await twice({ task, device: { retention: { tau: 1e3 } }, training: { evaluate_every: 2 } })
    expect(differing).toEqual([])
  })

  it.each([
    ['a calibration that ends before it', 20],
    ['one that goes on', 250],
  ])('in a circuit, with costs, and %s', async (_, calibration_reads) => {
    const wires = { row: '20 ohm', column: '20 ohm', error: 0.05 }
    const adc = { bits: 6, calibration_reads, noise_std: 0.5, offset_std: 0.5 }
    const crossbar = { tile: [12, 16], periphery: [{ wires }, { adc }] }
    const { whole, differing } = await twice({ crossbar, cost: { table: 'pcm-90nm' }, learning: { feedback_store: 'array' } })
    expect(differing).toEqual([])
    expect(whole.at(-1)!.split('\n').length).toBeGreaterThan(20)
  })

  it('in reference cells about the symmetric point', async () => {
    const update = { kind: 'stochastic', direction: 'bidirectional' }
    const { differing } = await twice({
      update,
      device: { model: 'soft-bounds' },
      crossbar: { cell: 'reference', origin: 'symmetric-point' },
    })
    expect(differing).toEqual([])
  })

  it('on wrapped devices of other models', async () => {
    const device = { model: 'exp-step', stuck: { share: 0.1 }, endurance: { pulses: 30 } }
    const { differing } = await twice({ device, update: { kind: 'sign', threshold: 0 } })
    expect(differing).toEqual([])
  })
})

describe('a checkpoint', () => {
  it('is refused where a byte of it has changed, or another version wrote it', async () => {
    const write = await checkpointWriter()
    let bytes: Uint8Array | undefined
    await start(merged({ training: { epochs: 1 } }), {
      onEpoch: (_, soFar) => {
        bytes = write(soFar(), 'run', ORIGIN)
      },
    })
    await expect(readCheckpoint(bytes!, 'c.npz', '2')).rejects.toThrow(/c.npz: was written by memxbar 1, and this is 2/)
    for (const share of [0.1, 0.5, 0.9]) {
      const damaged = bytes!.slice()
      damaged[Math.floor(share * damaged.length)]! ^= 1
      await expect(readCheckpoint(damaged, 'c.npz', '1')).rejects.toMatchObject({ name: 'InputError' })
    }
    await expect(readCheckpoint(bytes!.slice(0, 1000), 'c.npz', '1')).rejects.toThrow(/is no whole .npz file/)
  })
})
