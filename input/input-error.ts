/** A user's mistake: the message says what was given, what is allowed and how to correct it. Exit code 2, no stack trace. */
export class InputError extends Error {
  override readonly name = 'InputError'
}
