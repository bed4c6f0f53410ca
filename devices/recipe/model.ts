/** A device model from a plan and the engine that runs it. */
import { type Columns, type DeviceModel, float32, type Operation } from '../model.ts'
import { declaredBy } from './declare.ts'
import { fill } from './distribution.ts'
import type { Engine } from './engine.ts'
import { noiseless } from './node.ts'
import type { Plan } from './plan.ts'
import { meanStep, pulsesToLevel, pulsesToReach, type Response } from './response.ts'

export interface ControllerHints {
  readonly step?: number
  readonly mostPulses?: number
  readonly monotone?: boolean
}

export function recipeModel(
  name: string,
  plan: Plan,
  response: () => Response,
  engine: Engine,
  controller: ControllerHints,
  written: DeviceModel['written'] = {},
): DeviceModel {
  const { low, high } = plan.range
  const ends = [noiseless(low.node, plan.means), noiseless(high.node, plan.means)] as const
  const ownRange = low.node.op !== 'constant' || high.node.op !== 'constant'
  const energies = (['set', 'reset', 'depress', 'read'] as const).filter((operation) => plan.programs.has(`energy.${operation}`))
  return {
    name,
    range: ends,
    step: controller.step ?? meanStep(response()),
    mostPulses: controller.mostPulses ?? pulsesToLevel(response()),
    pulsesToReach: (difference) => pulsesToReach(response(), difference),
    columns: plan.columns,
    init(c, _n, rng, arena) {
      for (const { name: field, initial } of plan.fields) float32(c, field).fill(initial)
      for (const [parameter, distribution] of plan.drawn) fill(distribution, float32(c, parameter), rng.fork(parameter), arena)
    },
    set: (c, cells, rng, arena) => engine.pulse('set', c, cells, rng, arena),
    reset: (c, cells, rng, arena) => engine.pulse('reset', c, cells, rng, arena),
    ...(plan.programs.has('depress') ? { depress: (c, cells, rng, arena) => engine.pulse('depress', c, cells, rng, arena) } : {}),
    read: engine.read,
    ...(ownRange ? { program: programWithin(plan) } : {}),
    ...(energies.length > 0 ? { energy: energyOf(engine, energies) } : {}),
    ...(plan.programs.has('current') ? { current: engine.current } : {}),
    written,
    declares: declaredBy(plan, controller.monotone),
    ...(engine.rowRead ? { rowRead: engine.rowRead } : {}),
  } satisfies DeviceModel
}

/** Operations without an energy equation have zero energy. */
function energyOf(engine: Engine, known: readonly Operation[]): NonNullable<DeviceModel['energy']> {
  return (operation, c, cells, out) => {
    if (known.includes(operation)) engine.energy(operation, c, cells, out)
    else out.fill(0, 0, cells.n)
  }
}

/** Programs each device within its own range. */
function programWithin({ range, drawn, fields }: Plan): NonNullable<DeviceModel['program']> {
  const names = [...drawn.keys(), ...fields.map(({ name }) => name)]
  return (c: Columns, { ids, n }, change) => {
    for (let i = 0; i < n; i++) {
      if (change[i]! === 0) continue
      const id = ids[i]!
      const own = new Map(names.map((name) => [name, c.own[name]![id]!]))
      const [low, high] = [noiseless(range.low.node, own), noiseless(range.high.node, own)]
      c.g[id] = Math.max(low, Math.min(high, c.g[id]! + change[i]!))
    }
  }
}
