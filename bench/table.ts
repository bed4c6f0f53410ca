/** The output of a bench section: rows as data, and how to print and compare them. */
export type Row = Readonly<Record<string, string | number | null>>

export interface Table {
  /** Its key in `--json`. */
  readonly name: string
  readonly title: string
  /** Columns as printed; rows may hold more. */
  readonly columns: readonly string[]
  /** Columns that identify a row. */
  readonly key: readonly string[]
  /** Columns for which `--compare` takes the ratio. */
  readonly compared: readonly string[]
  readonly rows: readonly Row[]
}
