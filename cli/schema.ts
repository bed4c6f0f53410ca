/** `memxbar schema`: JSON Schemas for editors. */
import { recipeJsonSchema } from '../devices/recipe/schema.ts'
import { specJsonSchema } from '../experiments/config/schema.ts'
import { sweepJsonSchema } from '../experiments/sweep/schema.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'

const SCHEMAS: Readonly<Record<string, () => object>> = {
  spec() {
    const { properties, ...spec } = specJsonSchema() as { properties: object }
    return { ...spec, properties: { ...properties, sweep: sweepJsonSchema() } }
  },
  device: recipeJsonSchema,
}

/** @param what `spec`, or `device` for a file with a recipe */
export function schema(what = 'spec'): void {
  const made = Object.hasOwn(SCHEMAS, what) ? SCHEMAS[what] : undefined
  if (!made) throw new InputError(`there is no schema "${what}"; ${suggest(what, Object.keys(SCHEMAS))}`)
  process.stdout.write(`${JSON.stringify(made(), null, 2)}\n`)
}
