// The shop behind nginx, against the same in raw Fastify and in Flask. What is measured, and how: docs/performance.md.
import { fileURLToPath } from 'node:url'
// @boundaries-ignore a benchmark of the workspace, which is never published
import { run } from '../../../scripts/run.mjs'

process.exitCode = await run(process.execPath, [
  '--import',
  'tsx',
  fileURLToPath(new URL('main.ts', import.meta.url))
])
