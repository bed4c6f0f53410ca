/**
 * Results have the same bits on every engine, so no code that makes one uses a function of Math, or a power, whose last bits the
 * language leaves to the engine (ECMAScript, "implementation-approximated"). kernels/math.ts has what is used in their place.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

/** Figures are pixels; bench and test make no result; kernels/assembly is compiled together with its functions. */
const ELSEWHERE = ['bench', 'figures', 'test', 'kernels/assembly']
const ROOT = fileURLToPath(new URL('..', import.meta.url))

function sources(folder = ''): string[] {
  return readdirSync(`${ROOT}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`
    if (!entry.isDirectory()) return path.endsWith('.ts') ? [path] : []
    return [...ELSEWHERE, 'dist', 'node_modules'].includes(path) || path.startsWith('.') ? [] : sources(`${path}/`)
  })
}

/** Exact by the language, or constants. */
const EXACT = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
])

/** The places in a module that the engine decides. */
function leftToTheEngine(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const report = (node: ts.Node) => {
    found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText()}`)
  }
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && node.text === 'Math' && !isExact(node)) report(node.parent)
    if (ts.isBinaryExpression(node) && isPower(node) && !isWholePowerOf2(node)) report(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** `Math.sqrt` and the like; all else, such as `const { log } = Math`, is not seen through. */
function isExact({ parent }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) && EXACT.has(parent.name.text)
}

function isPower({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
}

/** A constant such as 2 ** 32 or 2 ** -22, which every engine has exactly. */
function isWholePowerOf2({ left, right }: ts.BinaryExpression): boolean {
  return left.getText() === '2' && /^-?\d+$/.test(right.getText())
}

it('no source that makes results leaves bits to the engine', () => {
  const files = sources()
  expect(files.length).toBeGreaterThan(400)
  expect(files.flatMap((file) => leftToTheEngine(file, readFileSync(`${ROOT}${file}`, 'utf8')))).toEqual([])
})

it.each([
  ['Math.log(x)', 'Math.log(x)'],
  ['xs.map(Math.exp)', 'Math.exp'],
  ['const { sin } = Math', '{ sin } = Math'],
  ["Math['cos'](x)", "Math['cos']"],
  ['Math.random()', 'Math.random()'],
  ['x ** 2', 'x ** 2'],
  ['x **= 2', 'x **= 2'],
  ['2 ** bits', '2 ** bits'],
  ['10 ** 6', '10 ** 6'],
])('%s would be found', (code, found) => {
  expect(leftToTheEngine('a.ts', code)).toEqual([`a.ts:1: ${found.replace(/\(.*?\)$/, '')}`])
})

it('square roots, roundings and constant powers of 2 are no finds', () => {
  expect(leftToTheEngine('a.ts', 'Math.sqrt(x) + Math.max(...xs) + 2 ** 32 + 2 ** -22 + Math.PI // Math.log')).toEqual([])
})
