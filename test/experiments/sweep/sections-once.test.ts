import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../experiments/config/identity.ts'
import { createManifest } from '../../../experiments/sweep/manifest.ts'
import { planText } from '../../../experiments/sweep/plan.ts'
import { sharingSections } from '../../../experiments/sweep/sections-once.ts'
import { sha256 } from '../../../input/sha256.ts'

const text = `
network: { neurons: 5 }
task: { inputs: 5, duration: 0.05 }
sweep:
  grid:
    device.nu_std: linspace(0, 0.2, 3)
    crossbar.scale: linspace(20, 40, 3) uS
    update.kind: [mixed-precision, sign]
  seeds: 0..1
`

describe('a plan of many runs', () => {
  it('has the hash of its canonical text, which is never made as a whole', async () => {
    const { format: _format, content, source, ...plan } = await planText(text, 'many.yaml')
    expect(plan.runs).toHaveLength(36)
    expect(content).toBe(sha256(canonicalJson(plan)))
    const device = { ...plan.specs[0]!.device, file: '/elsewhere/mine.yaml', sha256: '00' }
    const moved = (file: string) => ({ ...plan, specs: plan.specs.map((spec) => ({ ...spec, device: { ...device, file } })) })
    const { file: _file, ...placeless } = device
    const one = createManifest(moved('/elsewhere/mine.yaml'), source).content
    expect(one).toBe(createManifest(moved('/here/mine.yaml'), source).content)
    expect(one).toBe(sha256(canonicalJson({ ...plan, specs: plan.specs.map((spec) => ({ ...spec, device: placeless })) })))
  })

  it('keeps equal sections once', async () => {
    const { specs } = await planText(text, 'many.yaml')
    expect(new Set(specs.map(({ task }) => task)).size).toBe(1)
    expect(new Set(specs.map(({ device }) => device)).size).toBe(3)
  })
})

it('specs with shared sections equal those without', () => {
  const section = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.integer(), fc.constant(-0), fc.array(fc.nat(2), { maxLength: 2 })),
  )
  const spec = fc.dictionary(fc.constantFrom('network', 'device'), fc.oneof(section, fc.nat(3)), { noNullPrototype: true })
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 12 }), (specs) => {
      expect(specs.map(sharingSections())).toEqual(specs)
    }),
    { seed: 1 },
  )
})
