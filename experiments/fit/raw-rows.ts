/** The rows of a file as they are read, in typed columns that double when full. */

export interface RawRows {
  readonly n: number
  readonly device: Uint32Array
  /** Label of the sweep by number; 0 throughout where the file has none. */
  readonly sweep: Uint32Array
  /** Index into KINDS. */
  readonly kind: Uint8Array
  readonly pulse: Uint32Array
  /** s since the pulse. */
  readonly elapsed: Float64Array
  /** uS. */
  readonly g: Float64Array
  /** s on the clock of the measurement; 0 throughout where the file has none. */
  readonly time: Float64Array
  /** Line of the file. */
  readonly line: Uint32Array
}

type Column = Uint32Array | Float64Array | Uint8Array

export function growingRows() {
  let capacity = 4096
  let n = 0
  const whole = () => new Uint32Array(capacity)
  const real = () => new Float64Array(capacity)
  const columns = {
    device: whole(),
    sweep: whole(),
    kind: new Uint8Array(capacity),
    pulse: whole(),
    elapsed: real(),
    g: real(),
    time: real(),
    line: whole(),
  }
  const resize = (size: number) => {
    const all: Record<string, Column> = columns
    for (const [name, column] of Object.entries(all)) {
      const larger = new (column.constructor as new (length: number) => Column)(size)
      larger.set(column.subarray(0, size))
      all[name] = larger
    }
    capacity = size
  }
  return {
    add(row: Readonly<Record<keyof typeof columns, number>>) {
      if (n === capacity) resize(2 * capacity)
      for (const name of Object.keys(columns) as (keyof typeof columns)[]) columns[name][n] = row[name]
      n++
    },
    rows(): RawRows {
      resize(n)
      return { n, ...columns }
    },
  }
}
