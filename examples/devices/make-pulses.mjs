/** Writes pulses.csv beside itself: what a lab measures, here of the saturating device in lab-device.ts. Run it after `npm run build`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Arena, createBank, createRng, defaults, everyCell, readCells, resetPulse, setPulse } from 'memxbar/devices'
import { loadKind } from 'memxbar/node'

const DEVICES = 48
const SWEEPS = 2
const PULSES = 20
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const kind = await loadKind(here('lab-device.ts'))
const arena = new Arena(1e6)
const bank = createBank(arena, kind.create(defaults(kind)), DEVICES, createRng(1))
const all = everyCell(arena, DEVICES)
const out = arena.f32(DEVICES)
const rows = []
let [t, event] = [0, 0]
const read = (pulse, elapsed, order) => {
  readCells(bank, all, t + elapsed, event++, out)
  for (const [id, g] of out.entries()) {
    const text = `${id},${pulse},${elapsed},${g.toFixed(4)},${pulse === 0 ? 'reset' : 'set'}`
    rows.push({ id, order, text })
  }
}
for (let sweep = 0; sweep < SWEEPS; sweep++) {
  for (let pulse = 0; pulse <= PULSES; pulse++) {
    t += 100_000
    if (pulse === 0) resetPulse(bank, all, t)
    else setPulse(bank, all, t)
    read(pulse, 38.6, event)
  }
  for (const elapsed of [100, 300, 1000, 3000, 10_000, 30_000]) read(PULSES, elapsed, event)
}
rows.sort((a, b) => a.id - b.id || a.order - b.order)
const header = 'device,pulse,elapsed_s,conductance_us,kind'
writeFileSync(here('pulses.csv'), `${[header, ...rows.map(({ text }) => text)].join('\n')}\n`)
