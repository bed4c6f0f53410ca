/** Trees of plain values, as specs are written: merged, and read by paths. */

/**
 * `over` on top of `base`. Mappings merge; a mapping merges into a list by the numbers of items, or by the one key of items that are
 * mappings, as in `crossbar.periphery.adc.bits`, and a key that no item has is a new item at the end. Everything else replaces.
 */
export function merge(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const merged = mergeValue(Object.hasOwn(result, key) ? result[key] : undefined, value)
    Object.defineProperty(result, key, { value: merged, enumerable: true, configurable: true, writable: true })
  }
  return result
}

function mergeValue(below: unknown, value: unknown): unknown {
  if (!isMapping(value)) return value
  if (isMapping(below)) return merge(below, value)
  if (Array.isArray(below)) return mergeList(below, value)
  return value
}

function mergeList(below: readonly unknown[], over: Record<string, unknown>): unknown[] {
  const list = [...below]
  for (const [key, value] of Object.entries(over)) {
    const at = placeIn(list, key)
    if (at === undefined) list.push({ [key]: value })
    else list[at] = isNumber(key) ? mergeValue(list[at], value) : merge(isMapping(list[at]) ? list[at] : {}, { [key]: value })
  }
  return list
}

/** The value at a path, with items of lists named as in `merge`; undefined if there is none. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (isMapping(inner)) return Object.hasOwn(inner, key) ? inner[key] : undefined
    if (!Array.isArray(inner)) return undefined
    const at = placeIn(inner, key)
    if (at === undefined) return undefined
    const item: unknown = inner[at]
    return isNumber(key) ? item : isMapping(item) ? item[key] : {}
  }, tree)
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An item that is a name stands for a mapping of that name to nothing. */
function placeIn(list: readonly unknown[], key: string): number | undefined {
  const at = isNumber(key) ? Number(key) : list.findIndex((item) => item === key || (isMapping(item) && Object.hasOwn(item, key)))
  return at >= 0 && at < list.length ? at : undefined
}

function isNumber(key: string): boolean {
  return /^\d{1,9}$/.test(key)
}
