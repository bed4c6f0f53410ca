/** Compiles the bench's AssemblyScript on demand; the package does not contain it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository: the sources are at the same relative paths as the built bench in dist. */
export const REPOSITORY = dirname(createRequire(import.meta.url).resolve('memxbar/package.json'))
const built = fileURLToPath(new URL('..', import.meta.url))

/** Internal parts of kernels to measure: exported in the bench's compilation only. */
const OPENED: Readonly<Record<string, string>> = {
  'kernels/assembly/random.ts': '\nexport { boxMuller }\n',
  'kernels/assembly/pcm.ts': '\nexport { clamp, later, noisy }\n',
}

/** @param source URL next to this file; @throws Error with the compiler's messages */
export async function compileAssembly(source: string, memory: WebAssembly.Memory): Promise<WebAssembly.Exports> {
  // Loaded only here, because it takes 100 MB.
  const { default: asc } = await import('assemblyscript/asc')
  let binary = Uint8Array.of()
  const messages = asc.createMemoryStream()
  const { error } = await asc.main(
    [
      ...[relative(built, fileURLToPath(source)), '--baseDir', REPOSITORY, '--outFile', 'bench.wasm', '--runtime', 'stub'],
      ...['--use', 'abort=', '-O3', '--converge', '--noAssert', '--enable', 'simd', '--importMemory', '--initialMemory', '1'],
    ],
    {
      stderr: messages,
      readFile(name, base) {
        try {
          return readFileSync(join(base, name), 'utf8') + (OPENED[name] ?? '')
        } catch {
          return null
        }
      },
      writeFile(name, contents) {
        if (name.endsWith('.wasm') && typeof contents !== 'string') binary = Uint8Array.from(contents)
      },
    },
  )
  if (error) throw new Error(`${source}: ${messages.toString()}\n${error.message}`)
  return (await WebAssembly.instantiate(binary, { env: { memory } })).instance.exports
}
