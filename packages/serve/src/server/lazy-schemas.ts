import makeAjvCompiler from '@fastify/ajv-compiler'
import makeStringifyCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type BuildValidator = ReturnType<typeof makeAjvCompiler>
type Validate = ReturnType<ReturnType<BuildValidator>>
type BuildSerializer = ReturnType<typeof makeStringifyCompiler>
type Serialize = ReturnType<ReturnType<BuildSerializer>>

const buildAjv = makeAjvCompiler()
const buildStringify = makeStringifyCompiler()

/**
 * Fastify's own compilers, which compile a schema when the first request needs it and not at the start: a worker would
 * spend a fifth of its start on schemas of which it uses few.
 */
export const lazySchemas = {
  compilersFactory: { buildValidator, buildSerializer }
} satisfies FastifyServerOptions['schemaController']

function buildValidator(
  shared: Parameters<BuildValidator>[0],
  options: Parameters<BuildValidator>[1]
): ReturnType<BuildValidator> {
  // Ajv refuses what is no schema while it compiles it, too, and need not compile the schema of schemas for that.
  const customOptions = Object.assign({ validateSchema: false }, options?.customOptions)
  const compile = buildAjv(shared, Object.assign({}, options, { customOptions }))
  return (...route) => {
    let compiled: Validate | undefined
    const validate = (data: unknown) => {
      compiled ??= compile(...route)
      const valid = compiled(data)
      lazy.errors = compiled.errors
      return valid
    }
    // Fastify calls it, and reads its errors; Ajv's own properties are those of what is compiled.
    const lazy = validate as Validate
    return lazy
  }
}

function buildSerializer(...options: Parameters<BuildSerializer>): ReturnType<BuildSerializer> {
  const compile = buildStringify(...options)
  return (route) => {
    let compiled: Serialize | undefined
    return (data) => {
      compiled ??= compile(route)
      return compiled(data)
    }
  }
}
