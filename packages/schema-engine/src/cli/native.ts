import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { readError } from '../database/explain-failure.js'
import { SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE } from '../errors.js'
import type { PrismaCli } from './prisma-cli.js'

/**
 * Runs the engine that the Prisma CLI would run without this package, downloads it like the CLI if
 * it is missing, and exits as it does.
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
  // Before the engine is there, since it may run before spawn returns. Ctrl-C reaches it too, and it
  // decides when both end.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
  const child = spawn(engine, argv, { stdio: ['pipe', 'inherit', 'inherit'] })
  // It may end before it has read all.
  child.stdin.on('error', () => {})
  input.pipe(child.stdin)
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
  // Both variables would be taken for the engine that is wanted; the first led here.
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
