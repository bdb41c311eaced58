/**
 * Includes a template that shows a thing alike to all visitors, and keeps the text for the next page that shows this thing, for
 * as long as the thing itself is kept.
 *
 * @param things the one by its name, as the template sees it
 * @param data what else it sees; besides functions, plain values that tell the texts of the thing apart
 */
export type IncludeKept = (template: string, things: Record<string, object>, data?: object) => string

/** @param render without anything of a visitor: a kept part could not show it to others */
export function keepParts(render: (template: string, data: object) => string): IncludeKept {
  const kept = new WeakMap<object, Map<string, string>>()
  return function includeKept(template, things, data = {}) {
    const [thing = things] = Object.values(things)
    const parts = kept.get(thing) ?? new Map<string, string>()
    kept.set(thing, parts)
    const key = `${template} ${JSON.stringify(data)}`
    const part = parts.get(key) ?? render(template, { ...things, ...data })
    parts.set(key, part)
    return part
  }
}
