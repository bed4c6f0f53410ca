/**
 * Dimensions of expressions, checked before a run. Internally all quantities are in one coherent system: SI with uS for S,
 * hence uA for A and uJ for J; only energies are converted to J for output.
 */
import { loadMathjs } from '../../input/mathjs.ts'
import { ExpressionError, type Tree } from './tree.ts'

/** Exponents of mass, length, time, current, temperature, light, amount and bits. */
export type Dimension = readonly number[]

export interface Quantity {
  readonly dimension: Dimension
  /** Value of one such unit in the internal system. */
  readonly factor: number
}

export type Units = (name: string) => Quantity | undefined

const PURE: Dimension = [0, 0, 0, 0, 0, 0, 0, 0]
export const DIMENSIONS = {
  pure: PURE,
  conductance: [-1, -2, 3, 2, 0, 0, 0, 0],
  time: [0, 0, 1, 0, 0, 0, 0, 0],
  voltage: [1, 2, -3, -1, 0, 0, 0, 0],
  current: [0, 0, 0, 1, 0, 0, 0, 0],
  energy: [1, 2, -2, 0, 0, 0, 0, 0],
} as const satisfies Record<string, Dimension>

/** Looks up unit names in mathjs; '' is a plain number. Undefined if the unit does not exist or has an offset, as degC has. */
export async function unitTable(): Promise<Units> {
  const { unit } = await loadMathjs()
  const known = new Map<string, Quantity | undefined>([['', { dimension: PURE, factor: 1 }]])
  return (name) => {
    if (!known.has(name)) known.set(name, look(name))
    return known.get(name)
  }

  function look(name: string): Quantity | undefined {
    let one: { dimensions: number[]; value: number; units: { unit: { offset: number } }[] }
    try {
      one = unit(1, name) as unknown as typeof one
    } catch {
      return undefined
    }
    if (one.units.some(({ unit: { offset } }) => offset !== 0)) return undefined
    // Angles are plain numbers here; they are the eighth dimension of mathjs.
    const dimension = one.dimensions.filter((_, i) => i !== 7)
    const micro = dimension[0]! + dimension[3]!
    return { dimension, factor: Number((one.value * 10 ** (6 * micro)).toPrecision(14)) }
  }
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((exponent, i) => Math.abs(exponent - b[i]!) < 1e-9)
}

/** The unit as a user writes it: uS, s, V, uA, J, products of these, and other SI units. */
export function unitText(dimension: Dimension): string {
  if (sameDimension(dimension, PURE)) return 'a plain number'
  if (sameDimension(dimension, DIMENSIONS.energy)) return 'J'
  if (sameDimension(dimension, DIMENSIONS.current)) return 'uA'
  const [mass, length, time, current, ...rest] = dimension as [number, number, number, number, ...number[]]
  const siemens = current + mass
  const volts = current + 2 * mass
  const powers: [string, number][] = [
    ['uS', siemens],
    ['V', volts],
    ['s', time - 3 * siemens + 3 * volts],
    ['m', length - 2 * mass],
    ...['K', 'cd', 'mol', 'b'].map((name, i): [string, number] => [name, rest[i]!]),
  ]
  const part = (sign: number) =>
    powers
      .map(([name, n]): [string, number] => [name, Number((n * sign).toFixed(6))])
      .filter(([, n]) => n > 0)
      .map(([name, n]) => (n === 1 ? name : `${name}^${n}`))
      .join(' ')
  const below = part(-1)
  const above = part(1) || '1'
  if (!below) return above
  return `${above}/${below.includes(' ') ? `(${below})` : below}`
}

type Kind = Dimension | 'truth' | 'zero'

/**
 * The dimension of an expression; a literal 0 has any.
 * @throws ExpressionError naming both units where two do not match
 */
export function dimensionOf(tree: Tree, units: Units, names: ReadonlyMap<string, Dimension>): Dimension | 'zero' {
  const kind = of(tree)
  if (kind === 'truth') throw new ExpressionError('a comparison is not a value', tree.span, 'write condition ? a : b')
  return kind

  function of(node: Tree): Kind {
    switch (node.kind) {
      case 'number':
        return node.value === 0 ? 'zero' : PURE
      case 'name':
        return names.get(node.name)!
      case 'unit':
        return units(node.name)!.dimension
      case 'call':
        return ofCall(node.op, node.args)
    }
  }

  function value(node: Tree): Dimension | 'zero' {
    const found = of(node)
    if (found === 'truth') throw new ExpressionError('a comparison is not a value', node.span, 'write condition ? a : b')
    return found
  }

  function ofCall(op: string, args: readonly Tree[]): Kind {
    switch (op) {
      case '+':
        return alike(args, 'added')
      case '-':
        return alike(args, 'subtracted')
      case 'min':
      case 'max':
      case 'clamp':
        return alike(args, `compared in ${op}`)
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '==':
      case '!=':
        alike(args, 'compared')
        return 'truth'
      case '?':
        if (of(args[0]!) !== 'truth')
          throw new ExpressionError('this is not a condition', args[0]!.span, 'write a comparison, such as g > 1 uS')
        return alike(args.slice(1), 'results of one condition')
      case 'neg':
      case 'abs':
        return value(args[0]!)
      case '*':
      case '/':
        return product(args[0]!, args[1]!, op === '*' ? 1 : -1)
      case 'sqrt':
        return scaled(value(args[0]!), 0.5)
      case '^':
      case 'pow':
        return power(args[0]!, args[1]!)
      case 'sign':
        value(args[0]!)
        return PURE
      default:
        pure(args[0]!, `the argument of ${op}`)
        return PURE
    }
  }

  function alike(args: readonly Tree[], doing: string): Dimension | 'zero' {
    let first: { dimension: Dimension; tree: Tree } | undefined
    for (const arg of args) {
      const dimension = value(arg)
      if (dimension === 'zero') continue
      if (!first) first = { dimension, tree: arg }
      else if (!sameDimension(first.dimension, dimension)) throw mismatch(first, { dimension, tree: arg }, doing, names)
    }
    return first?.dimension ?? 'zero'
  }

  function product(a: Tree, b: Tree, sign: number): Dimension | 'zero' {
    const [x, y] = [value(a), value(b)]
    if (x === 'zero' || y === 'zero') return 'zero'
    return x.map((exponent, i) => exponent + sign * y[i]!)
  }

  function power(base: Tree, exponent: Tree): Dimension | 'zero' {
    const dimension = value(base)
    pure(exponent, 'an exponent')
    if (dimension === 'zero' || sameDimension(dimension, PURE)) return PURE
    const n = literal(exponent)
    if (n === undefined) {
      throw new ExpressionError(
        `${unitText(dimension)} can only be raised to a number that is written out`,
        exponent.span,
        `divide the base by a constant in ${unitText(dimension)} first, such as (g / g0) ^ n`,
      )
    }
    return scaled(dimension, n)
  }

  function pure(node: Tree, what: string): void {
    const dimension = value(node)
    if (dimension === 'zero' || sameDimension(dimension, PURE)) return
    const unit = unitText(dimension)
    throw new ExpressionError(
      `${what} is a plain number, and this is in ${unit}`,
      node.span,
      `divide it by a constant in ${unit}`,
    )
  }
}

/** The error for two units that do not match, with the remedy if one side is a plain number. */
function mismatch(
  a: { dimension: Dimension; tree: Tree },
  b: { dimension: Dimension; tree: Tree },
  doing: string,
  names: ReadonlyMap<string, Dimension>,
): ExpressionError {
  const plain = sameDimension(a.dimension, PURE) ? a : b
  const other = plain === a ? b : a
  const message = `${unitText(a.dimension)} and ${unitText(b.dimension)} cannot be ${doing}`
  const part = plain === a && literal(a.tree) === 1 ? nameOf(b.tree, b.dimension, names) : undefined
  // In 1 + k * age the 1 is right; age must be divided by a time.
  if (part) return new ExpressionError(message, part.span, `divide ${part.name} by a constant in ${unitText(b.dimension)}`)
  return new ExpressionError(message, plain.tree.span, remedy(plain, other.dimension))
}

/** The first name in a product or fraction that is of the dimension. */
function nameOf(tree: Tree, dimension: Dimension, names: ReadonlyMap<string, Dimension>): (Tree & { kind: 'name' }) | undefined {
  if (tree.kind === 'name') return sameDimension(names.get(tree.name)!, dimension) ? tree : undefined
  if (tree.kind !== 'call' || !['*', '/', 'neg'].includes(tree.op)) return undefined
  for (const arg of tree.op === '/' ? tree.args.slice(0, 1) : tree.args) {
    const found = nameOf(arg, dimension, names)
    if (found) return found
  }
  return undefined
}

/** How to give a value the expected dimension. */
export function remedy({ dimension, tree }: { dimension: Dimension; tree: Tree }, wanted: Dimension): string {
  const unit = unitText(wanted)
  if (sameDimension(wanted, PURE)) return `divide it by a constant in ${unitText(dimension)}`
  if (!sameDimension(dimension, PURE)) return `make it one in ${unit}`
  const n = literal(tree)
  if (n !== undefined) return `write ${n} ${unit}`
  return tree.kind === 'name' ? `give ${tree.name} the unit ${unit}` : `multiply it by a constant in ${unit}`
}

function scaled(dimension: Dimension | 'zero', n: number): Dimension | 'zero' {
  return dimension === 'zero' ? dimension : dimension.map((exponent) => exponent * n)
}

/** The value of an expression that contains only literal numbers. */
function literal(tree: Tree): number | undefined {
  if (tree.kind === 'number') return tree.value
  if (tree.kind !== 'call') return undefined
  const [a, b] = tree.args.map(literal)
  if (a === undefined) return undefined
  if (tree.op === 'neg') return -a
  return tree.op === '/' && b !== undefined ? a / b : undefined
}
