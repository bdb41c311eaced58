import { fileURLToPath } from 'node:url'
import { init, type Step } from './init/index.js'

const USAGE = `Usage: larder-db <command>

  init   For an app that uses Larder's packages: copies their models to prisma/larder and their migrations
         to prisma/migrations of the working directory. Later, adds what a new version of Larder has brought.`

/** The command `larder-db`. Sets the exit code: 1 where something is left to be done by hand. */
export function run(args: string[]): void {
  const wanted = args.join(' ')
  if (wanted === 'init') initHere()
  else if (/^(-h|--help)$/.test(wanted)) console.log(USAGE)
  else fail(USAGE)
}

function initHere(): void {
  try {
    report(init({ folder: process.cwd(), from: fileURLToPath(new URL('prisma', import.meta.url)) }))
  } catch (error) {
    fail(`larder-db: ${error instanceof Error ? error.message : error}`)
  }
}

function report(steps: Step[]): void {
  if (steps.length === 0) console.log('Everything is as new as this version of Larder.')
  for (const { done, file } of steps) console.log(`${done.padEnd(8)} ${file}`)
  if (steps.some(({ file }) => file.startsWith('prisma/migrations/'))) {
    console.log('\nApply the migrations with "npx prisma migrate deploy".')
  }
  for (const { advice } of steps) if (advice) fail(`\n${advice}`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
