/** Constructors of the parameters that kinds of device declare. */

/** A number in `unit`. */
export function quantity(unit: string, value: number, doc: string, between: readonly [number, number] = [0, 1e6]) {
  return { unit, default: value, doc, between }
}

/** A number without a unit. */
export function pure(value: number, doc: string, between: readonly [number, number] = [-1e6, 1e6]) {
  return { unit: '', default: value, doc, between }
}

/** A conductance, uS. */
export function uS(value: number, doc: string, between: readonly [number, number] = [0, 1e6]) {
  return quantity('uS', value, doc, between)
}

/** A switch. */
export function option(value: boolean, doc: string) {
  return { unit: '', default: value, doc }
}
