/**
 * Takes the app's relations out of a copied file of models: the fields whose type is one of the
 * app's own models. They are the other ends of relations, and no columns.
 *
 * @returns the text without them, and their lines by the name of the model they stand in
 */
export function takeRelations(text: string, ownModels: ReadonlySet<string>) {
  const relations = new Map<string, string[]>()
  let model = ''
  const rest = text.split('\n').filter((line) => {
    model = /^model\s+(\w+)/.exec(line)?.[1] ?? model
    const [, type = ''] = /^\s+\w+\s+(\w+)/.exec(line) ?? []
    if (!ownModels.has(type)) return true
    relations.set(model, [...(relations.get(model) ?? []), line])
    return false
  })
  return { rest: rest.join('\n'), relations }
}

/** Puts the app's relations to the beginning of their models. Undefined where one of these is gone. */
export function putRelations(text: string, relations: ReadonlyMap<string, string[]>): string | undefined {
  let result = text
  for (const [model, lines] of relations) {
    const head = new RegExp(`^model\\s+${model}\\s*\\{\\n`, 'm')
    if (!head.test(result)) return undefined
    result = result.replace(head, (found) => `${found}${lines.join('\n')}\n`)
  }
  return result
}
