/**
 * Devices: published ones, user-defined ones from functions or equations, and banks of devices for pulses and reads.
 *
 * @packageDocumentation
 */
export { type Bank, createBank, createCellList, everyCell } from '../devices/bank.ts'
export { type CheckOptions, checkDevice } from '../devices/check/check.ts'
export type { CheckReport, Counterexample, Finding, PropertyResult } from '../devices/check/report.ts'
export { depressPulse, program, readCells, resetPulse, setPulse } from '../devices/checked.ts'
export { type DeviceDefinition, defineDevice } from '../devices/code/define.ts'
export { type CharacterizeOptions, type CharacterizeRow, characterize } from '../devices/curves/characterize.ts'
export { type DeviceKind, defaults, deviceKind, type ParameterSpec, type Parameters, type Values } from '../devices/kind.ts'
export type {
  BaseColumns,
  CellList,
  ColumnSpec,
  Columns,
  Declared,
  DeviceModel,
  Layout,
  Operation,
  RowRead,
  RowReadRequest,
} from '../devices/model.ts'
export { ideal } from '../devices/models/ideal.ts'
export { pcm } from '../devices/models/pcm.ts'
export { type Preset, presetKind } from '../devices/preset.ts'
export { type RecipeKind, recipeKind } from '../devices/recipe/recipe.ts'
export { deviceKinds, presets } from '../devices/registry.ts'
export { type EnduranceOptions, withEndurance } from '../devices/wrappers/endurance.ts'
export { type ResolutionOptions, withResolution } from '../devices/wrappers/resolution.ts'
export { type RetentionOptions, withRetention } from '../devices/wrappers/retention.ts'
export { type StuckOptions, withStuckAt } from '../devices/wrappers/stuck-at.ts'
export { type WrapperSections, wrapModel, wrappers } from '../devices/wrappers/wrap.ts'
export type { Wrapper } from '../devices/wrappers/wrapper.ts'
export { InputError } from '../input/input-error.ts'
export { Arena, type F32, type F64, type U32 } from '../kernels/arena.ts'
export { createRng, fillNormals, fillNormalsOf, fillNormalsOfCounts, fillUniforms, type Rng } from '../kernels/rng.ts'
