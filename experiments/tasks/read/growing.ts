/** A typed column that doubles when full, for files whose number of rows is unknown before they are read. */
export interface Growing<A> {
  readonly length: number
  push(value: number): void
  /** The pushed values, with their exact length. */
  whole(): A
}

export function growing<A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(Type: new (n: number) => A): Growing<A> {
  let column = new Type(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === column.length) {
        const larger = new Type(2 * length)
        larger.set(column)
        column = larger
      }
      column[length++] = value
    },
    whole: () => column.slice(0, length) as A,
  }
}
