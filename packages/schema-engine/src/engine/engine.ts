import { readFile } from 'node:fs/promises'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { SCHEMA_ENGINE_ERR_PANIC } from '../errors.js'
import type { Connections } from './connections.js'
import { explainEngineError } from './engine-error.js'

export type { SchemaEngine }

/** Puts a question to the engine. @throws SCHEMA_ENGINE_ERR_PANIC when the engine breaks down over it */
export type Ask = <T>(question: (engine: SchemaEngine) => T | Promise<T>) => Promise<T>

/** A schema file: its path and its content. */
export type Datamodel = [path: string, content: string]

/**
 * Starts an engine on the given connections. The first call loads the WebAssembly, once in a process.
 *
 * @param datamodels the schema files, where the task has to do with them
 */
export async function openEngine(connections: Connections, datamodels: Datamodel[] = []): Promise<Ask> {
  loaded ??= load()
  const { SchemaEngine, panicked } = await loaded
  const factory = bindMigrationAwareSqlAdapterFactory(connections)
  const guard = <T>(work: Promise<T>) =>
    Promise.race([panicked, work]).catch((error) => {
      throw explainEngineError(error, factory.errorRegistry)
    })
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined }
  const engine = await guard(SchemaEngine.new(options, () => {}, factory))
  return (question) => guard(Promise.resolve(engine).then(question))
}

let loaded: ReturnType<typeof load> | undefined

// Node's types leave this one to the types of browsers.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>
}
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  __wbindgen_start(): void
}

async function load() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const code = await readFile(
    new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm'))
  )

  let panic: (message: string) => void = () => {}
  const panicked = new Promise<never>((_, reject) => {
    panic = (message) => reject(new SCHEMA_ENGINE_ERR_PANIC(message))
  })
  panicked.catch(() => {})

  const { instance } = await WebAssembly.instantiate(code, {
    './schema_engine_bg.js': replaceImports(glue, {
      // A panic inside a future leaves its promise pending for ever, so it must be heard of in another way. The engine's
      // own is a global variable, which belongs to Prisma's client where there is one.
      set_message: (start: number, length: number) =>
        panic(new TextDecoder().decode(new Uint8Array(instance.exports.memory.buffer, start, length))),
      // Its only timer is the time-out of its lock, which has one of its own here.
      setTimeout: () => undefined
    })
  })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return { SchemaEngine: glue.SchemaEngine, panicked }
}

/** The glue's functions, some of them replaced. wasm-bindgen names them `__wbg_NAME_HASH`, with a new hash every time. */
function replaceImports(glue: object, replacements: Record<string, unknown>): Record<string, unknown> {
  const imports: Record<string, unknown> = { ...glue }
  for (const [name, replacement] of Object.entries(replacements)) {
    const key = Object.keys(glue).find(
      (candidate) => candidate.replace(/_[0-9a-f]{16}$/, '') === `__wbg_${name}`
    )
    if (!key) throw new Error(`This build of the engine has no import ${name}`)
    imports[key] = replacement
  }
  return imports
}
