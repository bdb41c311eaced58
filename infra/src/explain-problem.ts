import type { TSchema } from 'typebox'
import { Pointer, type Value } from 'typebox/value'

type Problem = ReturnType<typeof Value.Errors>[number]

/** A line for each problem that TypeBox finds in a value: `instances.0.bind must be HOST:PORT or unix:/PATH.` */
export function explainProblems(schema: TSchema, problems: Problem[]): string[] {
  // TypeBox reports an unknown property twice: for the property and for the object that has it.
  return problems
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map((problem) => explain(schema, problem))
}

function explain(schema: TSchema, { instancePath, schemaPath, keyword, message }: Problem): string {
  const name = instancePath.slice(1).replaceAll('/', '.') || 'It'
  if (keyword === 'boolean') return `${name} is not known.`
  const place = Pointer.Get(schema, schemaPath.slice(1))
  const description =
    typeof place === 'object' && place !== null && 'description' in place ? place.description : undefined
  return `${name} ${description ? `must be ${description}` : message}.`
}
