import { describe, expect, it } from 'vitest'
import { defaults } from '../../../devices/kind.ts'
import { recipeKind } from '../../../devices/recipe/recipe.ts'
import { LAB_PCM, simple } from '../../support/recipes.ts'

async function messageOf(text: string): Promise<string> {
  try {
    await recipeKind(text, 'lab-pcm.yaml')
  } catch (error) {
    expect((error as Error).name).toBe('InputError')
    return (error as Error).message
  }
  throw new Error('the recipe was accepted')
}

/** The message for the example recipe with one part replaced. */
function withChange(from: string, to: string): Promise<string> {
  const text = LAB_PCM.replace(from, to)
  if (text === LAB_PCM) throw new Error(`"${from}" does not stand in the example`)
  return messageOf(text)
}

const quoted = (...lines: string[]) => lines.join('\n')

describe('an error quotes the expression, points at the place and gives the remedy', () => {
  it.each([
    [
      'an unknown name, with the nearest known one',
      '+ a1 * p +',
      '+ a3 * p +',
      quoted(
        'lab-pcm.yaml:23: set.g: unknown name "a3"',
        '    g + m1 * g + c1 + a3 * p + (m2 * g + c2 + a2 * p) * xi',
        '                      ^^',
        '  known: g, g_min, g_max, m1, c1, a1, m2, c2, a2, tau_p, t0, nu, p, n_set, n_reset, pi, xi (did you mean "a1"?)',
      ),
    ],
    [
      'a plain number where a quantity is needed',
      'c2 + a2 * p',
      '0.26 + a2 * p',
      quoted(
        'lab-pcm.yaml:23: set.g: uS and a plain number cannot be added',
        '    g + m1 * g + c1 + a1 * p + (m2 * g + 0.26 + a2 * p) * xi',
        '                                         ^^^^',
        '  write 0.26 uS',
      ),
    ],
    [
      'a parameter without its unit',
      'c2: 0.26 uS',
      'c2: 0.26',
      quoted(
        'lab-pcm.yaml:23: set.g: uS and a plain number cannot be added',
        '    g + m1 * g + c1 + a1 * p + (m2 * g + c2 + a2 * p) * xi',
        '                                         ^^',
        '  give c2 the unit uS',
      ),
    ],
    [
      'an exponential of a quantity',
      'exp(-1 / tau_p)',
      'exp(-1 uS / tau_p)',
      quoted(
        'lab-pcm.yaml:22: set.p: the argument of exp is a plain number, and this is in uS',
        '    p * exp(-1 uS / tau_p)',
        '            ^^^^^^^^^^^^^',
        '  divide it by a constant in uS',
      ),
    ],
    [
      'an age in a pulse',
      'exp(-1 / tau_p)',
      'exp(-age / t0)',
      quoted(
        'lab-pcm.yaml:22: set.p: "age" is not available here',
        '    p * exp(-age / t0)',
        '             ^^^',
        '  it is available only in drift and read: each pulse sets the age to 0',
      ),
    ],
    [
      'a division by zero in range',
      'g + m1 * g',
      '1 uS^2 / (g - 5 uS) + m1 * g',
      quoted(
        'lab-pcm.yaml:23: set.g: a division by zero is in range: this lies between -4.967 and 7 uS',
        '    1 uS^2 / (g - 5 uS) + m1 * g + c1 + a1 * p + (m2 * g + c2 + a2 * p) * xi',
        '              ^^^^^^^^',
        '  keep it away from 0, such as by max(..., 0.001 uS) or a condition',
      ),
    ],
    [
      'a drift that is drawn at each read',
      'drift: g',
      'drift: xi * g',
      quoted(
        'lab-pcm.yaml:27: drift: "xi" is not available here',
        '    xi * g * (age / t0) ^ (-nu)',
        '    ^^',
        '  drift is the same at every read: draw it in set and keep it in a field of state, or give the parameter per: device',
      ),
    ],
    [
      'a result of the wrong unit',
      'read: g + (0.03 * g + 0.13 uS) * xi',
      'read: age',
      quoted('lab-pcm.yaml:28: read: read is in uS, and this gives s', '    age', '    ^^^', '  make it one in uS'),
    ],
    [
      'a field that is no field',
      'p: p * exp',
      'q: p * exp',
      'lab-pcm.yaml:22: set.q: there is no such field; declare it under state; known: g, p (did you mean "g"?)',
    ],
    [
      'a parameter whose draws have no scope',
      ', per: device',
      '',
      'lab-pcm.yaml:18: parameters.nu: "per" is missing: write per: device (drawn once for each device) or per: cycle (drawn anew at each pulse or read)',
    ],
    [
      'a negative spread',
      'std: 0,',
      'std: -1,',
      'lab-pcm.yaml:18: parameters.nu.std: a spread is not negative, given -1; write 1',
    ],
    [
      'an unknown unit',
      '0.26 uS',
      '0.26 uSS',
      'lab-pcm.yaml:14: parameters.c2: "0.26 uSS": there is no unit "uSS"; write, for example, uS, s, ms, V, nA, pJ or K',
    ],
    [
      'a unit of another dimension',
      'step: 0.75 uS',
      'step: 0.75 s',
      'lab-pcm.yaml:29: controller.step: "0.75 s" is in s, and uS is expected; write a conductance, such as 0.75 uS',
    ],
    [
      'an empty range',
      '[g_min, g_max]',
      '[g_max, g_min]',
      'lab-pcm.yaml:6: range.1: 0.1 uS is not above the lower end, 12 uS; raise it',
    ],
    [
      'an unknown key',
      'title:',
      'titel:',
      'lab-pcm.yaml:3: titel: unknown key; known: name, title, cite, omits, range, parameters, state, set, reset, depress, drift, read, energy, current, controller, declares (did you mean "title"?)',
    ],
  ])('%s', async (_, from, to, message) => {
    expect(await withChange(from, to)).toBe(message)
  })

  it.each([
    ['{ distribution: uniform, from: 2, to: 1, per: cycle }', 'x.to: to (1) is below from (2); swap the two'],
    ['{ distribution: uniform, from: 1 uS, to: 200 nS, per: cycle }', 'x.to: to (0.2) is below from (1); swap the two'],
    [
      '{ distribution: lognormal, median: 0 uS, sigma: 0.1, per: device }',
      'x.median: median, the median of a lognormal distribution, is above 0, given 0; give the value that half of the draws are below',
    ],
    [
      '{ distribution: lognormal, median: 1, sigma: -0.1, per: device }',
      'x.sigma: a spread is not negative, given -0.1; write 0.1',
    ],
    ['{ distribution: truncated, mean: 1, std: 0.1, min: 2, max: 1, per: device }', 'x.max: max is below min; swap the two'],
  ])('an impossible distribution: %s', async (x, message) => {
    expect(await messageOf(simple({ parameters: `{ x: ${x} }` }))).toBe(`lab-pcm.yaml:5: parameters.${message}`)
  })

  it('a distribution that a spec makes impossible', async () => {
    const text = simple({
      parameters:
        '{ x: { distribution: uniform, from: 1, to: 2, per: cycle }, y: { distribution: lognormal, median: 1, sigma: 1, per: device } }',
    })
    const kind = await recipeKind(text, 'mine.yaml')
    expect(() => kind.create({ ...defaults(kind), x_from: 3 })).toThrow('mine.yaml:5: parameters.x: x_to (2) is below x_from (3)')
    expect(() => kind.create({ ...defaults(kind), y: -1 })).toThrow('mine.yaml:5: parameters.y: y, the median')
  })

  it.each([
    [
      'g_max: 12 uS',
      'g_max: 80 V',
      ':9: parameters.g_max: an end of the range: "80 V" is in V, and uS is expected; write a conductance, such as 80 uS',
    ],
    [
      'g_max: 12 uS',
      'g_max: 80 us',
      ':9: parameters.g_max: an end of the range: "80 us" is in s, and uS is expected; write 80 uS',
    ],
    [
      'g_max: 12 uS',
      'g_max: 80',
      ':9: parameters.g_max: an end of the range: "80" is a plain number, and uS is expected; write 80 uS',
    ],
    ['g_max: 12 uS', 'g_max: 80 US', ':9: parameters.g_max: "80 US": there is no unit "US"; did you mean uS?'],
    [
      '0.13 uS',
      '0.13 US',
      'there is no unit "US"\n    g + (0.03 * g + 0.13 US) * xi\n                         ^^\n  did you mean uS?',
    ],
    [
      'drift: g * (age / t0) ^ (-nu)',
      'drift: g * (1 + m1 * age)',
      '\n    g * (1 + m1 * age)\n                  ^^^\n  divide age by a constant in s',
    ],
    ['(age / t0) ^ (-nu)', 'age ^ (-0.1) / t0 ^ 1', 'this gives uS/s^1.1'],
    ['m1: -0.084', 'm1: -8.4 %', '"-8.4 %" is not a quantity; write -0.084'],
    ['m1: -0.084', 'm1: -0,084', '"-0,084" is not a quantity; write -0.084'],
    ['g_max: 12 uS', 'g_max: 12,5 uS', '"12,5 uS" is not a quantity; write 12.5 uS'],
    ['mean: 0.04', 'mean: 0,04', 'write decimals with a point, such as 0.15'],
    ['m1 * g', '8 % * g', '"%" is not allowed in an expression'],
  ])('units and numbers: %s as %s', async (from, to, part) => {
    expect(await withChange(from, to)).toContain(part)
  })

  it('a missing key that is misspelt, at its line', async () => {
    const text = simple().replace('reset:', 'rest:')
    expect(await messageOf(text)).toBe('lab-pcm.yaml:4: rest: unknown key, and "reset" is missing; did you mean "reset"?')
  })

  it('a field of state that no pulse assigns', async () => {
    const text = simple({ state: '{ p: 1 }' })
    expect(await messageOf(text)).toBe(
      'lab-pcm.yaml:5: state.p: no pulse ever changes it; write set: { p: ... } or make it a parameter',
    )
  })

  it('a recipe without SET, without a range, or whose SET does not raise the conductance', async () => {
    expect(await messageOf('name: x')).toContain('"set" is missing: what a SET pulse does')
    expect(await messageOf('name: x\nset: { g: g + 1 uS }\nreset: { g: 1 uS }')).toContain('"range" is missing')
    expect(await messageOf(simple({ set: '{ g: g - 0.5 uS }' }))).toContain('do not raise the mean conductance')
  })
})

describe('numbers that a device cannot hold are refused with their place', () => {
  it.each<[Record<string, string>, string]>([
    [
      { drift: 'g * log(age / 1e300 s)' },
      'lab-pcm.yaml:5: drift: this is 1e+300 s, and a device holds numbers up to 3.4e38\n    g * log(age / 1e300 s)\n                  ^^^^^^^',
    ],
    [
      { parameters: '{ t0: 1e300 s }', drift: 'g * log(age / t0)' },
      'lab-pcm.yaml:6: drift: this is 1e+300 s, and a device holds numbers up to 3.4e38\n    g * log(age / t0)\n                  ^^',
    ],
    [{ set: '{ g: g + 1e39 uS }' }, ':3: set.g: this is 1e+39 uS'],
    [{ state: '{ p: 1e39 }', set: '{ p: p, g: g + 0.5 uS }' }, ':5: state.p: 1e+39 (in uS, s, V) is more than a device can hold'],
    [{ parameters: '{ nu: { mean: 1, std: 1e39, per: device } }' }, ':5: parameters.nu: 1e+39'],
    [{ parameters: '{ nu: { mean: 1, std: 0.1, max: 1e39, per: cycle } }' }, ':5: parameters.nu.max: 1e+39'],
    [
      { read: 'g * log(age / 1 s - 500)' },
      ':5: read: this gives NaN at g = 0.1, age = 0.001 (uS, s), without noise\n    g * log(age / 1 s - 500)',
    ],
    [{ drift: 'g * (age / 1e-60 s)^0.5' }, ':5: drift: this gives Infinity at g = 0.1, age = 0.001'],
    [{ energy: '{ set: 1 J / (g / 0.1 uS - 1) }' }, ':5: energy.set: '],
    [{ state: '{ p: 1 }', set: '{ p: p * 1e9, g: g + 0.5 uS * p / p }' }, ':3: set.p: this gives Infinity at p = '],
    [
      { controller: '{ step: 0 uS }' },
      ':5: controller.step: "0 uS" is not above 0 uS and up to 1000000 uS; give the mean change',
    ],
    [{ controller: '{ step: -1 uS }' }, ':5: controller.step: "-1 uS" is not above 0'],
    [{ controller: '{ step: 1e308 uS }' }, ':5: controller.step: "1e308 uS" is not above 0'],
    [{ set: `{ g: g + 0.1 uS * ${'sign('.repeat(60)}g / 1 uS${')'.repeat(60)} }` }, 'this is more than 4096 operations'],
    [{ set: '{ g: "g + 0.1 uS * (((g / 1 uS) ^ 32 + 1) ^ 32 + 1) ^ 32" }' }, 'this is more than 4096 operations when its powers'],
  ])('%j', async (parts, message) => {
    expect(await messageOf(simple(parts))).toContain(message)
  })

  it('but a branch that a condition keeps from being taken may be infinite', async () => {
    await recipeKind(simple({ read: '"g > 0.001 uS ? g * exp(-1 uS / g) : 1 uS^2 / (g - g)"' }), 'lab-pcm.yaml')
  })

  it('a long expression is quoted around its place', async () => {
    const terms = Array.from({ length: 60 }, (_, i) => `${i} uS`).join(' + ')
    expect(await messageOf(simple({ set: `{ g: g + ${terms} + 1e39 uS + ${terms} }` }))).toBe(
      [
        'lab-pcm.yaml:3: set.g: this is 1e+39 uS, and a device holds numbers up to 3.4e38',
        '    ... S + 53 uS + 54 uS + 55 uS + 56 uS + 57 uS + 58 uS + 59 uS + 1e39 uS + 0 uS + 1 uS + 2 uS + 3 uS + 4 uS + 5 uS + 6 uS + 7 uS + 8 ...',
        '                                                                    ^^^^^^^',
        '  write a number that a device can hold',
      ].join('\n'),
    )
  })

  it('a spec cannot make them either', async () => {
    const kind = await recipeKind(simple({ parameters: '{ t0: 1 s }', drift: 'g * (1 + age / t0)^-0.1' }), 'mine.yaml')
    kind.create({ ...defaults(kind), t0: 10 })
    expect(() => kind.create({ ...defaults(kind), t0: 1e300 })).toThrow(/mine\.yaml:6: drift: this is 1e\+300 s/)
    expect(() => kind.create({ ...defaults(kind), t0: 0 })).toThrow(/mine\.yaml:6: drift: /)
    expect(() => kind.create({ ...defaults(kind), t0: -1 })).toThrow(/mine\.yaml:6: drift: this gives/)
  })

  it('1,500 statements are read in time that grows with their number alone', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `s${i}`)
    const set = names.map((name, i) => `${name}: ${name} + ${names[(i * 7) % 1500]!} / 1000`).join(', ')
    const text = simple({
      state: `{ ${names.map((name) => `${name}: 1`).join(', ')} }`,
      set: `{ ${set}, g: g + 0.5 uS * xi7 + 0.5 uS }`,
    })
    const kind = await recipeKind(text, 'long.yaml')
    expect(Object.keys(kind.create(defaults(kind)).columns)).toHaveLength(1500)
  })
})

describe('nothing in a recipe reaches the host', () => {
  const names = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'isPrototypeOf']
  const expressions = [
    ...names,
    ...names.map((name) => `${name}(1)`),
    ...names.map((name) => `g.${name}`),
    ...names.map((name) => `${name} * 1 uS`),
    'cos.constructor("return process")()',
    'g.constructor.constructor("return process")()',
    'import({ exp: g })',
    'import("fs")',
    'require("fs")',
    'eval("1")',
    'evaluate("1 + 1") * 1 uS',
    'parse("g")',
    'compile("g")',
    'createUnit("foo")',
    'simplify(g)',
    'chain(3)',
    'typed(g)',
    'process.exit(1)',
    'globalThis',
    'this',
    'f(x) = x',
    'g = 3 uS',
    'g; 3 uS',
    'g[1]',
    'g["constructor"]',
    '[g, g]',
    '{ a: g }',
    '"text"',
    "'text'",
    '`text`',
    'g!',
    "g'",
    'g % 2',
    'g to S',
    '1:3',
    'not g',
    'g and g',
    'g | 1',
    'true ? g : g',
    'NaN * 1 uS',
    'Infinity * 1 uS',
    'null',
    'undefined',
    '1e999 uS',
    'i * 1 uS',
    '1 uS < g < 2 uS',
    'exp',
    'exp()',
    'exp(1, 2) * 1 uS',
    'max(1 uS)',
    '',
    '# only a comment',
    `${'('.repeat(1900)}g${')'.repeat(1900)}`,
    `g${' + g'.repeat(5000)}`,
  ]

  it.each(expressions.map((expression) => [expression.slice(0, 50), expression]))(
    'as an expression: %s',
    async (_, expression) => {
      expect(await messageOf(simple({ set: `{ g: ${JSON.stringify(expression)} }` }))).toMatch(/^lab-pcm\.yaml:\d+: set\.g: /)
    },
  )

  it.each([...names, 'g', 'age', 'xi', 'xi7', 'u', 'exp', 'pi', 'model', 'drift', 'a b', 'a.b', '0a', '_a'])(
    'as the name of a parameter or field: %s',
    async (name) => {
      for (const part of ['parameters', 'state']) {
        expect(await messageOf(simple({ [part]: `{ ${JSON.stringify(name)}: 1 }` }))).toMatch(/^lab-pcm\.yaml:5: .*(name|rename)/)
      }
    },
  )

  it.each(['../secrets.csv', '/etc/passwd', 'a/../../secrets.csv'])('as a file outside: %s', async (file) => {
    const parameters = `{ x: { distribution: empirical, file: ${file}, column: x, per: device } }`
    expect(await messageOf(simple({ parameters }))).toContain('is not in the recipe')
  })

  it('as YAML aliases and tags', async () => {
    expect(await messageOf(simple({ parameters: '{ a: &a 1, b: *a }' }))).toContain('aliases')
    expect(await messageOf(simple({ parameters: '{ a: !!js/function "function () {}" }' }))).toContain('is not a quantity')
  })

  it('and nothing has changed in the host afterwards', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
