/** A law of SET pulses made one of both polarities: depression is the same law in a mirror, with parameters of its own. */
import type { Candidate } from './candidate.ts'
import type { Increments } from './increments.ts'

/** The law of both pulses: parameters of depression end in `_down` and count from the upper end of the range. */
export function bothWays(up: Candidate): Candidate {
  const count = up.parameters.length
  const names = up.parameters.map(({ name }) => name)
  const mirrored = (text: string) =>
    text.replace(/g - g_min\)/g, 'g_max - g)').replace(new RegExp(`\\b(${names.join('|')})\\b`, 'g'), (name) => `${name}_down`)
  return {
    ...up,
    ...(up.bounded ? { boundedBelow: true } : {}),
    parameters: [
      ...up.parameters,
      ...up.parameters.map((parameter) => ({
        ...parameter,
        name: `${parameter.name}_down`,
        doc: parameter.doc
          .replace('SET step', 'depression step')
          .replace(/g_min|g_max/g, (end) => (end === 'g_min' ? 'g_max' : 'g_min'))
          .replace('of the range', 'of the range, from its upper end')
          .replace('dw + (dw_end - dw)', 'dw_down + (dw_end_down - dw_down)')
          .replace(/gamma/g, 'gamma_down'),
      })),
    ],
    law(q, range, mostPulses) {
      const down = up.law(
        Array.from({ length: count }, (_, i) => q[count + i]!),
        range,
        mostPulses,
      )
      const ends = range.gMin + range.gMax
      return {
        ...up.law(q, range, mostPulses),
        down: { mean: (g, n) => -down.mean(ends - g, n), std: (g, n) => down.std(ends - g, n) },
      }
    },
    start: (increments, range, down) => [
      ...up.start(increments, range, down),
      ...up.start(mirror(down, range.gMin + range.gMax), range, down),
    ],
    equations: { ...up.equations, down: { mean: mirrored(up.equations.mean), std: mirrored(up.equations.std) } },
  }
}

function mirror(increments: Increments, ends: number): Increments {
  return { ...increments, g: increments.g.map((g) => ends - g), dg: increments.dg.map((d) => -d) }
}
