/** The kinds of device that a spec can name, including presets. */

import type { DeviceKind } from './kind.ts'
import { constantStep } from './models/constant-step.ts'
import { expStep } from './models/exp-step.ts'
import { ideal } from './models/ideal.ts'
import { linearStep } from './models/linear-step.ts'
import { pcm } from './models/pcm.ts'
import { pcmJoshi2020 } from './models/pcm-joshi-2020.ts'
import { programVerify } from './models/program-verify.ts'
import { softBounds } from './models/soft-bounds.ts'
import { vteam } from './models/vteam.ts'
import { type Preset, presetKind } from './preset.ts'
import { constantStepPresets } from './presets/constant-step.ts'
import { expStepPresets } from './presets/exp-step.ts'
import { linearStepPresets } from './presets/linear-step.ts'
import { programVerifyPresets } from './presets/program-verify.ts'
import { softBoundsPresets } from './presets/soft-bounds.ts'
import { vteamPresets } from './presets/vteam.ts'

const kinds: readonly DeviceKind[] = [
  ...[pcm, pcmJoshi2020, ideal],
  ...[constantStep, linearStep, softBounds, expStep, programVerify, vteam],
]

/** Published devices as data. */
export const presets: readonly Preset[] = [
  ...expStepPresets,
  ...softBoundsPresets,
  ...linearStepPresets,
  ...constantStepPresets,
  ...programVerifyPresets,
  ...vteamPresets,
]

export const deviceKinds: Readonly<Record<string, DeviceKind>> = Object.fromEntries([
  ...kinds.map((kind) => [kind.name, kind]),
  ...presets.map((preset) => [preset.name, presetKind(kinds.find(({ name }) => name === preset.kind)!, preset)]),
])
