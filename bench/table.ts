/** What a section of the bench hands over: rows for machines, and how to print and compare them. */
export type Row = Readonly<Record<string, string | number | null>>

export interface Table {
  /** Its key in `--json`. */
  readonly name: string
  readonly title: string
  /** Columns as printed; rows may hold more. */
  readonly columns: readonly string[]
  /** Columns that tell one row from another. */
  readonly key: readonly string[]
  /** Columns that `--compare` takes the ratio of. */
  readonly compared: readonly string[]
  readonly rows: readonly Row[]
}
