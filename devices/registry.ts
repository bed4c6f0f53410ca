/** The kinds of device a spec can name, presets among them. */
import { constantStep } from './families/constant-step.ts'
import { expStep } from './families/exp-step.ts'
import { linearStep } from './families/linear-step.ts'
import { softBounds } from './families/soft-bounds.ts'
import { ideal } from './ideal.ts'
import type { DeviceKind } from './kind.ts'
import { pcm } from './pcm.ts'
import { pcmJoshi2020 } from './pcm-joshi-2020.ts'
import { type Preset, presetKind } from './preset.ts'
import { constantStepPresets } from './presets/constant-step.ts'
import { expStepPresets } from './presets/exp-step.ts'
import { linearStepPresets } from './presets/linear-step.ts'
import { programVerifyPresets } from './presets/program-verify.ts'
import { softBoundsPresets } from './presets/soft-bounds.ts'
import { vteamPresets } from './presets/vteam.ts'
import { programVerify } from './program-verify.ts'
import { vteam } from './vteam.ts'

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
