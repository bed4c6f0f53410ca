/**
 * Devices from equations: a recipe file becomes a kind of device. mathjs parses the expressions and evaluates nothing; this folder
 * checks them and compiles them into loops over columns.
 */
import { sha256 } from '../../input/sha256.ts'
import type { DeviceKind, ParameterSpec } from '../kind.ts'
import type { DeviceModel } from '../model.ts'
import { compiledEngine } from './compiled.ts'
import { DIMENSIONS, type Units, unitTable } from './dimensions.ts'
import type { Engine } from './engine.ts'
import { readEquations, writtenOf } from './equations.ts'
import { interpretedEngine } from './interpret.ts'
import { type ControllerHints, recipeModel } from './model.ts'
import { readFields, readParameters } from './parameters.ts'
import { type Plan, planOf } from './plan.ts'
import { readInside } from './quantity.ts'
import { meanStep, type Response, responseOf } from './response.ts'
import { readRecipe } from './schema.ts'
import { problem, readSource, type Source } from './source.ts'
import { expressionParser } from './tree.ts'
import { checkFinite } from './trial.ts'

async function nothingBeside(name: string): Promise<string> {
  throw new Error(`there is no file "${name}"`)
}

function hashLine([name, content]: [string, string]): string {
  return `# ${name}: sha256 ${sha256(content)}`
}

/** Largest accepted step, uS; a controller divides by the step. */
const LARGEST_STEP = 1e6

/** @throws InputError if a controller cannot use the step */
function readStep(source: Source, given: number | string, units: Units): number {
  const path = ['controller', 'step']
  const step = readInside(source, path, given, DIMENSIONS.conductance, units)
  if (step > 0 && step <= LARGEST_STEP) return step
  const mend = 'give the mean change of one SET pulse, or omit it: it is then computed from the equations'
  throw problem(source, path, `"${given}" is not above 0 uS and up to ${LARGEST_STEP} uS; ${mend}`)
}

type Settings = Readonly<Record<string, number | boolean>>

export interface RecipeKind extends DeviceKind {
  /** The interpreted model: the same equations, device by device, without compiled loops. */
  interpret(values: Settings): DeviceModel
}

const SWITCHES: Readonly<Record<string, ParameterSpec>> = {
  write_noise: { unit: '', default: true, doc: 'variation from pulse to pulse; off: the mean' },
  read_noise: { unit: '', default: true, doc: 'variation from read to read; off: the mean' },
  drift: { unit: '', default: true, doc: 'drift' },
}

/**
 * @param text the recipe, YAML
 * @param file its name, for messages
 * @param readBeside reads a CSV file in the same folder
 * @throws InputError with file, line, expression and remedy
 */
export async function recipeKind(
  text: string,
  file: string,
  readBeside: (name: string) => Promise<string> = nothingBeside,
): Promise<RecipeKind> {
  const source = await readSource(text, file, readBeside)
  const written = readRecipe(source)
  const [units, parse] = await Promise.all([unitTable(), expressionParser()])
  const parameters = await readParameters(source, written, units)
  const fields = readFields(source, written, units)
  const equations = readEquations(source, written, { parameters, fields }, parse, units)
  const { step, most_pulses: mostPulses } = written.controller
  const { monotone } = written.declares
  const controller: ControllerHints = {
    ...(step === undefined ? {} : { step: readStep(source, step, units) }),
    ...(mostPulses === undefined ? {} : { mostPulses }),
    ...(monotone === undefined ? {} : { monotone }),
  }
  const idle = written.drift === undefined ? { drift: { ...SWITCHES.drift, idle: true } } : {}
  const specs = { ...Object.assign({}, ...parameters.map((parameter) => parameter.specs)), ...SWITCHES, ...idle } as Record<
    string,
    ParameterSpec
  >
  const model = (values: Settings, engine: (plan: Plan) => Engine): DeviceModel => {
    const plan = planOf({ source, equations, parameters, fields, units }, values)
    checkFinite(source, equations, plan)
    // Computed only on demand.
    let followed: Response | undefined
    const response = () => {
      followed ??= responseOf(plan)
      return followed
    }
    if (controller.step === undefined && !(meanStep(response()) > 0)) {
      throw problem(
        source,
        ['set', 'g'],
        'ten SET pulses from RESET do not raise the mean conductance; correct the equation or give controller: { step: ... }',
      )
    }
    return recipeModel(written.name, plan, response, engine(plan), controller, writtenOf(equations))
  }
  const kind: RecipeKind = {
    name: written.name,
    title: written.title ?? written.name,
    ...(written.cite === undefined ? {} : { cite: written.cite }),
    omits: written.omits ?? 'what its equations do not state',
    parameters: specs,
    source: { file, text: [text, ...[...source.reads].map(hashLine)].join('\n'), beside: source.reads },
    create: (values) => model(values, compiledEngine),
    interpret: (values) => model(values, interpretedEngine),
  }
  // Errors with the default parameters are reported now, not at the start of a run.
  kind.interpret(Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])))
  return kind
}
