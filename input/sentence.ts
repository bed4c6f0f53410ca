/** A validator's issue as a sentence that states what to give. */
import type { z } from 'zod'

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
}

/** A sentence such as `must be a whole number`, without the given value; custom messages of the schemas stay unchanged. */
export function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? issue.expected}`
  if (issue.code === 'too_small') {
    const { origin, minimum, inclusive } = issue
    if (origin === 'array' || origin === 'string') return `must not be empty`
    return `must be ${inclusive ? `${minimum} or more` : `above ${minimum}`}`
  }
  if (issue.code === 'too_big') {
    const { origin, maximum, inclusive } = issue
    if (origin === 'array') return `must have at most ${maximum} entries`
    return `must be ${inclusive ? `${maximum} or less` : `below ${maximum}`}`
  }
  return issue.message
}
