/** The text of a recipe: its YAML with line numbers, and the error messages that cite them. */
import { InputError } from '../../input/input-error.ts'

export type Path = readonly PropertyKey[]

export interface Source {
  readonly file: string
  readonly value: unknown
  /** Files that the recipe reads from its folder, and their contents. */
  readonly reads: Map<string, string>
  readBeside(name: string): Promise<string>
  /** `file:line` of the node at the path, or of the nearest node that contains it. */
  where(path: Path): string
  /** The comment at the end of the line of the node at the path; '' if there is none. */
  comment(path: Path): string
}

/** Part of an expression: characters from..to. */
export interface Span {
  readonly from: number
  readonly to: number
}

const LONGEST = 1_000_000

/** @throws InputError if the text is not valid YAML, or if a key is a reserved name of JavaScript */
export async function readSource(text: string, file: string, readBeside: Source['readBeside']): Promise<Source> {
  if (text.length > LONGEST) throw new InputError(`${file}: a recipe is at most ${LONGEST} characters long, not ${text.length}`)
  const { isMap, isNode, isScalar, LineCounter, parseDocument, visit } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const line = (offset: number) => `${file}:${lines.linePos(offset).line}`
  const [error] = document.errors
  if (error) {
    const hint = 'an expression with a ":" or a "#" needs quotes'
    throw new InputError(`${line(error.pos[0])}: this is not valid YAML: ${error.message}; ${hint}`)
  }
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || typeof key.value !== 'string') return
      if (key.value in Object.prototype) {
        throw new InputError(`${line(key.range?.[0] ?? 0)}: "${key.value}" is a reserved name; choose another`)
      }
    },
    Alias(_, alias) {
      throw new InputError(
        `${line(alias.range?.[0] ?? 0)}: aliases (*${alias.source}) are not supported in a recipe; write the value itself`,
      )
    },
  })
  const nodeAt = (path: Path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const parent = document.getIn(path.slice(0, depth - 1), true)
      if (!isMap(parent)) continue
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path[depth - 1])
      if (pair) return pair
    }
    return undefined
  }
  return {
    file,
    readBeside,
    value: document.toJS(),
    reads: new Map(),
    where(path) {
      const key = nodeAt(path)?.key
      return isNode(key) && key.range ? line(key.range[0]) : file
    },
    comment(path) {
      const value = nodeAt(path)?.value
      return (isNode(value) ? (value.comment ?? '') : '').trim()
    },
  }
}

/** An error that names the place and, on the next lines, shows the expression with a caret and the remedy. */
export function problem(
  source: Source,
  path: Path,
  message: string,
  quoted?: { readonly expression: string; readonly span?: Span; readonly remedy?: string },
): InputError {
  const lines = [`${source.where(path)}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`]
  if (quoted) {
    const { remedy } = quoted
    const { expression, span } = excerpt(quoted)
    lines.push(`    ${expression}`)
    if (span) lines.push(`    ${' '.repeat(span.from)}${'^'.repeat(Math.max(1, span.to - span.from))}`)
    if (remedy) lines.push(`  ${remedy}`)
  }
  return new InputError(lines.join('\n'))
}

/** Maximum length of an expression quoted in full, and the number of characters quoted around the place in a longer one. */
const [QUOTED, AROUND] = [200, 60]

/** A long expression shortened to the text around the place of the error. */
function excerpt(given: { readonly expression: string; readonly span?: Span }): { expression: string; span?: Span } {
  const { expression, span = { from: 0, to: 0 } } = given
  if (expression.length <= QUOTED) return given
  const from = Math.max(0, span.from - AROUND)
  const to = Math.min(expression.length, Math.max(span.from, Math.min(span.to, span.from + AROUND)) + AROUND)
  const [before, after] = [from > 0 ? '... ' : '', to < expression.length ? ' ...' : '']
  const shift = before.length - from
  const text = `${before}${expression.slice(from, to)}${after}`
  if (!given.span) return { expression: text }
  return { expression: text, span: { from: span.from + shift, to: Math.min(text.length, span.to + shift) } }
}
