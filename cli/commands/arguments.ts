/** How the command line reads numbers and repeated options. */
import { InvalidArgumentError } from 'commander'

/** Every value of a repeated option. */
export const collect = (value: string, previous: string[]) => [...previous, value]

export function whole(min: number, max: number) {
  return (text: string) => {
    const value = Number(text)
    if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
      throw new InvalidArgumentError(`give a whole number from ${min} to ${max}.`)
    }
    return value
  }
}

export function number(min = -Infinity, max = Infinity) {
  return (text: string) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(Number.isFinite(min) ? `give a number from ${min} to ${max}.` : 'give a number.')
    }
    return value
  }
}
