import { describe, expect, it } from 'vitest'
import {
  Arena,
  createBank,
  createCellList,
  createRng,
  type DeviceModel,
  defaults,
  depressPulse,
  deviceKinds,
  everyCell,
  program,
  readCells,
  resetPulse,
  setPulse,
} from '../../library/devices.ts'

const arena = new Arena()
const other = new Arena(1 << 20)
const model = (name: string): DeviceModel => deviceKinds[name]!.create(defaults(deviceKinds[name]!))
const bank = createBank(arena, model('pcm'), 24, createRng('checked'))

describe('the library refuses what is not of the bank, and leaves it as it was', () => {
  const listed = (...ids: number[]) => {
    const list = createCellList(arena, 64)
    list.ids.set(ids)
    list.n = ids.length
    return list
  }
  const out = arena.f32(24)
  const operations: Readonly<Record<string, (cells: ReturnType<typeof listed>) => void>> = {
    set: (cells) => setPulse(bank, cells, 1),
    reset: (cells) => resetPulse(bank, cells, 1),
    depress: (cells) => depressPulse(bank, cells, 1),
    read: (cells) => readCells(bank, cells, 1, 0, out),
    program: (cells) => program(bank, cells, out),
  }

  it.each(Object.keys(operations))('in %s', (name) => {
    const operation = operations[name]!
    const before = [...bank.columns.g, ...bank.columns.set_count, ...bank.columns.t_programmed]
    expect(() => operation(listed(3, 24))).toThrow('device 24 (entry 1 of 2) is not in a bank of 24, counted from 0')
    expect(() => operation(listed(2 ** 32 - 1))).toThrow(RangeError)
    expect(() => operation(listed(3, 7, 3))).toThrow('device 3 occurs twice in the list of 3')
    expect(() => operation(listed(3, 3))).toThrow('device 3 occurs twice')
    expect(() => operation({ ...listed(1), n: -1 })).toThrow('a list of -1 devices')
    expect(() => operation({ ...listed(1), n: Number.NaN })).toThrow('a list of NaN devices')
    expect(() => operation({ ...listed(1), n: 65 })).toThrow('ids of the list of devices has 64 numbers, and 65 are needed')
    expect(() => operation(everyCell(other, 8))).toThrow('ids of the list of devices [8] lies in another memory')
    expect([...bank.columns.g, ...bank.columns.set_count, ...bank.columns.t_programmed]).toEqual(before)
  })

  it('in outputs, changes, times and numbers of reads', () => {
    const all = everyCell(arena, 24)
    expect(() => readCells(bank, all, 1, 0, arena.f32(23))).toThrow('out of readCells has 23 numbers, and 24 are needed')
    expect(() => readCells(bank, all, 1, 0, other.f32(24))).toThrow('out of readCells [24] lies in another memory')
    expect(() => readCells(bank, all, 1, -1, out)).toThrow('-1 is not a number of a read')
    expect(() => readCells(bank, all, Number.NaN, 0, out)).toThrow('a time of NaN s')
    expect(() => program(bank, all, other.f32(24))).toThrow('change of program [24] lies in another memory')
    expect(() => setPulse(bank, all, Number.POSITIVE_INFINITY)).toThrow('a time of Infinity s')
    for (const size of [-1, Number.NaN, 0.5])
      expect(() => createBank(arena, model('pcm'), size, createRng(1))).toThrow(RangeError)
  })

  it('and takes what is, in any order', () => {
    setPulse(bank, listed(7, 3, 5), 2)
    setPulse(bank, listed(5, 7), 3)
    expect([3, 5, 7].map((id) => bank.columns.set_count[id])).toEqual([1, 2, 2])
  })
})
