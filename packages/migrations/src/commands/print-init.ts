import { shippedProject } from '@larder/database'
import { init } from '../init/init.js'

/** Runs `init` with the models and migrations that Larder ships, and tells what it did. Sets exit code 1 where something is left to be done by hand. */
export function printInit(folder: string): void {
  const steps = init({ folder, from: shippedProject })
  if (steps.length === 0) console.log('Everything is as new as this version of Larder.')
  for (const { done, file } of steps) console.log(`${done.padEnd(8)} ${file}`)
  if (steps.some(({ file }) => file.startsWith('prisma/migrations/'))) {
    console.log('\nApply the migrations with "npx larder-db upgrade".')
  }
  for (const { advice } of steps) {
    if (!advice) continue
    console.error(`\n${advice}`)
    process.exitCode = 1
  }
}
