import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { shortage } from '../../cli/shortage.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const SMALL = ['training.epochs=1', 'task.duration=0.05', 'network.neurons=4', 'task.inputs=4'].flatMap((field) => [
  '--set',
  field,
])

it.each([
  // Node says EMFILE or, of a package whose package.json it could not open, that there is none: chance decides.
  ['-n 40', /^too few files may be open at once \(ulimit -n\); allow 256 or more \(.+\)\n$/],
  ['-n 64', /^too few files may be open at once \(ulimit -n\); allow 256 or more \(.+\)\n$/],
  ['-v 16000000', /^there is no room for the memory of a run \(.*\); each takes about 10 GiB of addresses: raise ulimit -v/],
])('under ulimit %s a run ends with one line', (limit, line) => {
  const out = join(mkdtempSync(join(tmpdir(), 'memxbar-')), 'out')
  const command = `ulimit ${limit} && exec node "$0" "$@"`
  const { stderr, status } = spawnSync('bash', ['-c', command, CLI, 'run', ...SMALL, '--quiet', '--out', out], {
    encoding: 'utf8',
  })
  expect(stderr).toMatch(line)
  expect(stderr.split('\n')).toHaveLength(2)
  expect(status).toBe(1)
})

it('an error of ours keeps its trace', () => {
  expect(shortage(new RangeError('Invalid array length'))).toBeUndefined()
  expect(shortage(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBeUndefined()
})
