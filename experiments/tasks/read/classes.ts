/** Names of classes, as strings, and their numbers. */

/** Collects names in order of appearance, which numbers them; `sorted` gives the final order. */
export interface Classes {
  numberOf(name: string): number
  /** Names in order (numeric names by value, others by code units), and the place in it of each number by appearance. */
  sorted(): { names: string[]; place: Uint16Array }
}

export function createClasses(): Classes {
  const numbers = new Map<string, number>()
  return {
    numberOf(name) {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, numbers.size)
      return numbers.size - 1
    },
    sorted() {
      const names = [...numbers.keys()]
      const numeric = names.every((name) => name !== '' && Number.isFinite(Number(name)))
      names.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1))
      const place = new Uint16Array(names.length)
      for (const [i, name] of names.entries()) place[numbers.get(name)!] = i
      return { names, place }
    },
  }
}
