/** A note for a device whose step does not fit the weight scale, which was found for pcm. */
import { assumedStep } from '../../crossbar/direction.ts'
import { defaults } from '../../devices/kind.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { DeviceSection, LoadedDevice } from './device.ts'
import { canonicalJson } from './identity.ts'
import { overlays } from './presets.ts'
import { type Spec, sections } from './schema.ts'

/** A step's share of a weight that is larger than pcm's by more than this factor, or smaller, causes a note. */
const FACTOR = 4

type Scaled = Omit<Spec, 'seed'>

/** The note, if the device's step is far from pcm's and `crossbar.scale` has its default; otherwise undefined. */
function scaleNote({ convention, task, update, crossbar, device }: Scaled, { kind, model }: LoadedDevice): string | undefined {
  if (schemes[update.kind]!.weights === 'digital') return undefined
  const usual = overlays(convention, update.kind, task.kind, kind, { g_max: device.g_max }).reduce<unknown>(
    (scale, { crossbar: layer }) => layer?.scale ?? scale,
    sections.parse({}).crossbar.scale,
  )
  if (crossbar.scale !== usual) return undefined
  const { step: known } = pcm.create(defaults(pcm))
  const step = assumedStep(model, update.direction)
  const ratio = step / known
  if (!(ratio > FACTOR || ratio < 1 / FACTOR)) return undefined
  const [share, typical] = [step / crossbar.scale, known / crossbar.scale].map((x) => Number(x.toPrecision(2)))
  const fitting = Number((crossbar.scale * ratio).toPrecision(2))
  return `note: one pulse of "${kind.name}" is ${share} of a weight of 1 (pcm, for which crossbar.scale was found: ${typical}); set crossbar.scale, for instance to ${fitting} uS`
}

/** The notes of many specs, each once. */
export async function scaleNotes(
  specs: readonly Scaled[],
  load: (section: DeviceSection) => Promise<LoadedDevice>,
): Promise<string[]> {
  const distinct = new Map(
    specs.map((spec) => [
      canonicalJson([spec.device, spec.convention, spec.task.kind, spec.update.kind, spec.update.direction, spec.crossbar.scale]),
      spec,
    ]),
  )
  const notes = new Set<string>()
  for (const spec of distinct.values()) {
    const note = scaleNote(spec, await load(spec.device))
    if (note !== undefined) notes.add(note)
  }
  return [...notes]
}
