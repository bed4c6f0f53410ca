import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadKind } from '../../../experiments/disk/device-kind.ts'
import { filesBeside } from '../../../experiments/disk/files.ts'
import { readText } from '../../../experiments/disk/read-file.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { readPulses } from '../../../experiments/fit/read-pulses.ts'
import { readManifest } from '../../../experiments/sweep/manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const pipe = (name: string) => {
  execFileSync('mkfifo', [join(folder, name)])
  return join(folder, name)
}

describe('a file that a user names', () => {
  it('is read with what it has, its mark of UTF-8 too', () => {
    expect(readText(file('plain.yaml', '\ufeffscale: 20 \u00b5S\n'))).toBe('\ufeffscale: 20 \u00b5S\n')
  })

  it('is refused where it is a pipe that nobody writes to', async () => {
    const [yaml, csv] = [pipe('pipe.yaml'), pipe('pipe.csv')]
    await expect(loadSpec(yaml)).rejects.toThrow('it is a pipe without a writer')
    await expect(loadKind(yaml)).rejects.toThrow('it is a pipe without a writer')
    await expect(readPulses(csv)).rejects.toThrow('it is a pipe without a writer')
    expect(() => readManifest(yaml)).toThrow('it is a pipe without a writer')
    await expect(filesBeside().read(csv, 'task.target')).rejects.toThrow('it is a pipe without a writer')
  })

  it('may be a pipe that is written to and closed', () => {
    const written = pipe('written.yaml')
    // Open for both, so that the reader finds a writer whenever it comes.
    const script = `const fs = require('node:fs'), file = fs.openSync(process.argv[1], 'r+')
      fs.writeSync(file, 'scale: '); process.stdout.write('open')
      setTimeout(() => { fs.writeSync(file, '20'); fs.closeSync(file) }, 200)`
    const writer = spawn(process.execPath, ['-e', script, written])
    return new Promise<void>((resolve, reject) => {
      writer.stdout.once('data', () => {
        try {
          expect(readText(written)).toBe('scale: 20')
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    })
  })

  it('is refused where it is a folder, has no end, or is no text', () => {
    expect(() => readText(folder)).toThrow('it is a folder')
    expect(() => readText('/dev/zero')).toThrow('it is not a regular file and sends more than')
    expect(() => readText(file('latin.yaml', Uint8Array.of(0xb5, 0x53)))).toThrow('not UTF-8 text; save it as UTF-8')
  })

  it.each(['utf16le', 'big-endian', 'without a mark'])('is refused where it is UTF-16, %s', (form) => {
    const bytes = Buffer.from(form === 'without a mark' ? 'scale: 20' : '\ufeffscale: 20', 'utf16le')
    if (form === 'big-endian') bytes.swap16()
    expect(() => readText(file('wide.yaml', bytes))).toThrow('it is UTF-16 or not text; save it as UTF-8')
  })
})
