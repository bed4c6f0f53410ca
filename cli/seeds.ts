import { InputError } from '../input/input-error.ts'

/** `0..4` or `1,5,7` as a list of seeds. */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const [, from, to] = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim()) ?? []
    const first = Number(from)
    const last = to === undefined ? first : Number(to)
    if (from === undefined || last < first || last - first >= 100_000) {
      throw new InputError(`--seeds: "${part}" is neither a seed nor a range; write for example 0..4 or 1,5,7`)
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
  if (new Set(seeds).size !== seeds.length) throw new InputError(`--seeds: ${text} names a seed twice; leave one out`)
  return seeds
}
