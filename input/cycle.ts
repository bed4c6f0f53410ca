/** The path at which a tree of plain values contains itself (a YAML anchor used inside its own node); undefined if there is none. */
export function cycleIn(tree: unknown): string[] | undefined {
  const sound = new Set<object>()
  const around = new Set<object>()
  const path: string[] = []
  return holdsItself(tree) ? path : undefined

  function holdsItself(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || sound.has(value)) return false
    if (around.has(value)) return true
    around.add(value)
    for (const [key, inner] of Object.entries(value)) {
      path.push(key)
      if (holdsItself(inner)) return true
      path.pop()
    }
    around.delete(value)
    sound.add(value)
    return false
  }
}
