import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { taskKinds } from '../../../experiments/tasks/registry.ts'

const all = Object.entries(taskKinds)

describe('the registry of tasks', () => {
  it('has a name and a title for each, as a spec names them', () => {
    for (const [name, kind] of all) {
      expect(kind.name).toBe(name)
      expect(kind.title).not.toBe('')
    }
  })

  it.each(all)('has a description for each field of %s', (_, { fields }) => {
    for (const [name, field] of Object.entries(fields) as [string, z.ZodDefault<z.ZodType>][]) {
      expect(field.meta()?.description ?? field.unwrap().meta()?.description, name).toBeTruthy()
    }
  })

  it.each(all)('gives a valid default to each field of %s but the files that only a user knows', (_, { fields }) => {
    for (const [name, field] of Object.entries(fields)) {
      if (name !== 'data') expect(field.safeParse(undefined).success, name).toBe(true)
    }
  })
})
