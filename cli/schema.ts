/** `memxbar schema`: for editors. */
import { specJsonSchema } from '../experiments/spec/schema.ts'

export function schema(): void {
  process.stdout.write(`${JSON.stringify(specJsonSchema(), null, 2)}\n`)
}
