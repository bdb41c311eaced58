// What Prisma's commands take with this engine. It shares the fixtures of the tests, which are in TypeScript.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const { status } = spawnSync(
  'tsx',
  [fileURLToPath(new URL('measure.ts', import.meta.url)), ...process.argv.slice(2)],
  {
    stdio: 'inherit'
  }
)
process.exitCode = status ?? 1
