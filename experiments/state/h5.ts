/** Trees of groups and datasets as HDF5 files, written and read through h5wasm. */
import { InputError } from '../../input/input-error.ts'
import { loadH5wasm, openH5 } from '../tasks/read/h5wasm.ts'

type Numbers = Float32Array | Float64Array | Uint32Array | Int32Array | BigInt64Array

/** A dataset: numbers, one text, or texts with a shape. */
export type Leaf =
  | { readonly shape: readonly number[]; readonly data: Numbers; readonly unit?: string }
  | { readonly shape: readonly number[]; readonly texts: readonly string[] }

export type Tree = { readonly [name: string]: Tree | Leaf }

export function isLeaf(entry: Tree | Leaf | undefined): entry is Leaf {
  return entry !== undefined && Array.isArray(entry.shape) && ('data' in entry || 'texts' in entry)
}

/** One text. */
export const text = (content: string): Leaf => ({ shape: [], texts: [content] })

/** The parts of h5wasm that write, and that read a tree of unknown names. */
interface Writable {
  create_group(name: string): Writable
  create_dataset(options: { name: string; data: unknown; shape: readonly number[] }): {
    create_attribute(name: string, data: string): void
  }
}
interface Readable {
  readonly type: string
  keys(): string[]
  get(name: string): Readable | null
  readonly shape: readonly number[] | null
  readonly value: unknown
}
interface Module {
  readonly ready: Promise<{ FS: { readFile(name: string): Uint8Array; unlink(name: string): void } }>
  readonly File: new (name: string, mode: 'w') => Writable & { close(): void }
}

/** @throws InputError where h5wasm is not installed */
export async function writeH5(tree: Tree): Promise<Uint8Array> {
  const h5 = (await loadH5wasm()) as unknown as Module
  const { FS } = await h5.ready
  const name = 'written.h5'
  const file = new h5.File(name, 'w')
  writeInto(file, tree)
  file.close()
  const bytes = FS.readFile(name)
  FS.unlink(name)
  return bytes
}

function writeInto(group: Writable, tree: Tree): void {
  for (const [name, entry] of Object.entries(tree)) {
    if (!isLeaf(entry)) writeInto(group.create_group(name), entry)
    else if ('texts' in entry) {
      group.create_dataset({ name, data: entry.shape.length === 0 ? entry.texts[0] : entry.texts, shape: entry.shape })
    } else {
      const dataset = group.create_dataset({ name, data: entry.data, shape: entry.shape })
      if (entry.unit) dataset.create_attribute('unit', entry.unit)
    }
  }
}

/** @throws InputError where the bytes are no HDF5 file, or hold something else than numbers and texts */
export async function readH5(bytes: Uint8Array, file: string): Promise<Tree> {
  const opened = await openH5(await loadH5wasm(), bytes, file)
  try {
    return readFrom(opened.file as unknown as Readable, file, '')
  } finally {
    opened.close()
  }
}

function readFrom(group: Readable, file: string, path: string): Tree {
  return Object.fromEntries(
    group.keys().map((name) => {
      const entry = group.get(name)
      const place = `${path}/${name}`
      if (entry?.type === 'Group') return [name, readFrom(entry, file, place)]
      if (entry?.type !== 'Dataset') throw new InputError(`${file}: ${place} is neither a group nor a dataset; leave it out`)
      return [name, readLeaf(entry, file, place)]
    }),
  )
}

function readLeaf({ shape, value }: Readable, file: string, place: string): Leaf {
  const entries = typeof value === 'object' && value !== null ? (value as ArrayLike<unknown>) : [value]
  const list = Array.from(entries)
  const own = shape ?? []
  if (list.every((entry) => typeof entry === 'string')) return { shape: own, texts: list as string[] }
  if (list.every((entry) => typeof entry === 'number' || typeof entry === 'bigint'))
    return { shape: own, data: Float64Array.from(list, Number) }
  if (list.every((entry) => typeof entry === 'boolean')) return { shape: own, data: Float64Array.from(list, Number) }
  throw new InputError(`${file}: ${place} holds neither numbers nor text; leave it out`)
}
