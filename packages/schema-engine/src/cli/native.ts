import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { readError } from '../database/explain-failure.js'
import { SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE } from '../errors.js'
import type { PrismaCli } from './prisma-cli.js'

/**
 * Steps aside: runs the engine that the Prisma CLI would have run without this package, downloading it like the CLI where
 * it is not there yet, and ends as that engine ends.
 *
 * @throws SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE when it cannot be had
 */
export async function runNativeEngine(
  cli: PrismaCli | undefined,
  provider: string,
  argv: string[],
  input: Readable
): Promise<void> {
  const engine = await findNativeEngine(cli, provider)
  const child = spawn(engine, argv, { stdio: ['pipe', 'inherit', 'inherit'] })
  // It may end before it has read everything.
  child.stdin.on('error', () => {})
  input.pipe(child.stdin)

  // An interrupt from the keyboard reaches it without help, and it decides when both are done.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
  try {
    const [code, signal] = await once(child, 'exit')
    process.exitCode = signal ? 1 : code
  } catch (error) {
    throw new SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE(provider, readError(error).message)
  }
  input.destroy()
}

async function findNativeEngine(cli: PrismaCli | undefined, provider: string): Promise<string> {
  if (!cli) throw new SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE(provider, 'no Prisma CLI is installed here')
  // The first is what led here; either would be taken for the engine that is wanted.
  delete process.env.PRISMA_SCHEMA_ENGINE_BINARY
  delete process.env.PRISMA_MIGRATION_ENGINE_BINARY
  try {
    const { download } = cli.require('@prisma/fetch-engine')
    const found = await download({
      binaries: { 'schema-engine': cli.engines },
      version: cli.enginesVersion,
      showProgress: false,
      failSilent: false
    })
    const [engine] = Object.values<string>(found['schema-engine'])
    if (engine) return engine
  } catch (error) {
    throw new SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE(provider, readError(error).message)
  }
  throw new SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE(provider, 'Prisma has none for this platform')
}
