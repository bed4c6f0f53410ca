/** `memxbar schema`: for editors. */
import { specJsonSchema } from '../experiments/config/schema.ts'
import { sweepJsonSchema } from '../experiments/sweep/schema.ts'

export function schema(): void {
  const { properties, ...spec } = specJsonSchema() as { properties: object }
  process.stdout.write(`${JSON.stringify({ ...spec, properties: { ...properties, sweep: sweepJsonSchema() } }, null, 2)}\n`)
}
