/** Citations: every one that a registry or a study gives is an entry, so that no run ends without its manifest. */
import { expect, it } from 'vitest'
import { effectKinds } from '../../../crossbar/periphery/registry.ts'
import { deviceKinds } from '../../../devices/registry.ts'
import { citation } from '../../../experiments/config/bibliography.ts'
import { encoders } from '../../../experiments/tasks/encode/registry.ts'
import { taskKinds } from '../../../experiments/tasks/registry.ts'
import type { FeedbackKind } from '../../../learning/feedback/kind.ts'
import { feedbackKinds } from '../../../learning/feedback/kinds.ts'
import { rules } from '../../../learning/rules/registry.ts'
import { schemes } from '../../../learning/update/registry.ts'
import { neuronKinds } from '../../../network/neurons/registry.ts'
import { papers } from '../../../studies/registry.ts'

const kinds: readonly { name: string; cite?: string | undefined }[] = [
  ...[effectKinds, deviceKinds, taskKinds, rules, schemes, neuronKinds].flatMap(Object.values),
  ...Object.values<FeedbackKind>(feedbackKinds),
  ...encoders,
]
const cited = [
  ...kinds.map(({ name, cite }) => [name, cite] as const),
  ...Object.values(papers).flatMap(({ name, cite }) => cite.map((key) => [name, key] as const)),
].filter((entry): entry is readonly [string, string] => entry[1] !== undefined)

it.each(cited)('%s cites an entry: %s', (_, cite) => {
  expect(citation(cite)).toMatch(/^\S.* \d{4}, (doi 10\.|arXiv \d|http)/)
})
