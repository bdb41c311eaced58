import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The verbs of a package's commands with their arguments and options, as Commander knows them; of others the name. */
export async function readCommands(folder, bin = {}) {
  const printed = []
  for (const [name, file] of Object.entries(bin)) {
    const program = await openProgram(path.join(folder, file), name)
    printed.push(program ? printVerb(program, name) : name)
  }
  return printed.join('\n\n')
}

/** Loads what the command's file runs, and has Commander hand over the program in place of running it. */
async function openProgram(file, name) {
  const require = createRequire(file)
  const commander = findCommander(require)
  if (!commander) return undefined
  const { Command } = await import(pathToFileURL(commander).href)
  const { parseAsync } = Command.prototype
  let program
  Command.prototype.parseAsync = async function () {
    program = this
    return this
  }
  const [node, script, ...args] = process.argv
  process.argv = [node, file]
  await import(`${pathToFileURL(file).href}?api`)
  process.argv = [node, script, ...args]
  Command.prototype.parseAsync = parseAsync
  if (!program) throw new Error(`${name} has made no program of Commander's`)
  return program
}

function findCommander(require) {
  try {
    return require.resolve('commander').replace(/index\.js$/, 'esm.mjs')
  } catch {
    return undefined
  }
}

function printVerb(verb, name) {
  const args = verb.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
  const options = verb.options.filter(({ hidden }) => !hidden).map(printOption)
  const below = verb.commands.map((child) => printVerb(child, `${name} ${child.name()}`))
  return [[name, ...args].join(' '), ...options, ...below].join('\n')
}

function printOption({ flags, envVar, mandatory, argChoices }) {
  const more = [mandatory && 'asked for', argChoices?.join('|'), envVar]
  return `  ${[flags, ...more.filter(Boolean)].join('  ')}`
}
