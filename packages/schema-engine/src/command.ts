import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { enginesVersion } from '@prisma/engines-version'
import { answerCalls } from './cli/answer-calls.js'
import { type Arguments, HELP, readArguments } from './cli/arguments.js'
import { runNativeEngine } from './cli/native.js'
import { findPrismaCli, type PrismaCli } from './cli/prisma-cli.js'
import { readMessage } from './cli/protocol.js'
import { report } from './cli/report.js'
import { runSubcommand } from './cli/subcommands.js'
import { isServed, providerOfSchemas, providerOfUrl } from './database/provider.js'
import type { Datamodel } from './engine/engine.js'
import { SCHEMA_ENGINE_ERR_OTHER_BUILD } from './errors.js'

/** Does what Prisma's `schema-engine` does when it is run with these arguments. Sets the exit code, never throws. */
export async function run(argv: string[]): Promise<void> {
  // A warning of Node's would break the CLI's reading of stderr.
  process.removeAllListeners('warning')
  try {
    await start(argv, readArguments(argv))
  } catch (error) {
    report(error)
    process.exitCode = 1
  }
}

async function start(argv: string[], args: Arguments): Promise<void> {
  if (args.help) return print(HELP)
  if (args.version) return print(`schema-engine-cli ${enginesVersion}`)

  const cli = findPrismaCli()
  checkBuild(cli)
  const datamodels = args.datamodels.map((file): Datamodel => [file, readFileSync(file, 'utf8')])
  const provider =
    providerOfSchemas(datamodels.map(([, content]) => content)) ??
    (args.subcommand ? undefined : providerOfSchemas(schemasOf(await peekLine(process.stdin)))) ??
    providerOfUrl(args.url)

  if (provider && !isServed(provider)) return runNativeEngine(cli, provider, argv, process.stdin)
  if (args.subcommand) return runSubcommand(args.subcommand, args.url)
  return answerCalls(args, datamodels, provider)
}

function checkBuild(cli: PrismaCli | undefined): void {
  if (!cli || cli.enginesVersion === enginesVersion) return
  throw new SCHEMA_ENGINE_ERR_OTHER_BUILD(enginesVersion, cli.engines, cli.enginesVersion)
}

/** Some commands of the CLI name no schema file in the arguments and send it with the first call. */
function schemasOf(call: string): string[] {
  const contents: string[] = []
  readMessage(call, (key, value) => {
    if (key === 'content' && typeof value === 'string') contents.push(value)
    return value
  })
  return contents
}

/** Reads the first line, and leaves it there to be read again. */
async function peekLine(input: Readable): Promise<string> {
  let read = Buffer.alloc(0)
  for await (const chunk of input.iterator({ destroyOnReturn: false })) {
    read = Buffer.concat([read, chunk])
    if (chunk.includes('\n')) break
  }
  if (read.length > 0) input.unshift(read)
  return read.toString().split('\n', 1)[0] ?? ''
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
