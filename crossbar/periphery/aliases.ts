/** Words of other tools for fields of an effect. */
import { InputError } from '../../input/input-error.ts'
import type { EffectKind } from './effect.ts'

/**
 * The given fields by our own names, to be validated next.
 * @param at place of the fields in a spec, for messages: `crossbar.periphery.0.adc`
 * @throws InputError where a value has no counterpart here, or a field is given twice
 */
export function heedAliases(
  { aliases = {} }: Pick<EffectKind, 'aliases'>,
  given: Readonly<Record<string, unknown>>,
  at: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const from = new Map<string, string>()
  for (const [word, value] of Object.entries(given)) {
    const alias = Object.hasOwn(aliases, word) ? aliases[word] : undefined
    const field = alias?.field ?? word
    if (from.has(field))
      throw new InputError(`${at}: ${from.get(field)} and ${word} are the same field (${field}); give one of them`)
    from.set(field, word)
    try {
      fields[field] = alias?.convert ? alias.convert(value) : value
    } catch (error) {
      throw new InputError(`${at}.${word}: ${JSON.stringify(value)} ${(error as Error).message}`)
    }
  }
  return fields
}
