interface ObjectSchema {
  properties?: Record<string, PropertySchema>
  required?: string[]
}

interface PropertySchema {
  default?: unknown
  allOf?: object[]
}

/**
 * The schema of a body, a query or parameters as it is for who sends them: a field that has a default may be left out, and a
 * number of which several things are asked is one number, whatever Ajv must be told lest it makes a number of `true`.
 */
export function asSent(schema: unknown): object {
  const { properties = {}, required = [], ...rest }: ObjectSchema = { ...(schema ?? {}) }
  const fields = Object.entries(properties)
  const needed = required.filter((name) => properties[name]?.default === undefined)
  return {
    ...rest,
    properties: Object.fromEntries(fields.map(([name, property]) => [name, merged(property)])),
    ...(needed.length > 0 && { required: needed })
  }
}

function merged({ allOf = [], ...rest }: PropertySchema): object {
  return Object.assign({}, ...allOf.filter((part) => !('not' in part)), rest)
}
