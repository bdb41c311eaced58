#!/usr/bin/env node
import { existsSync } from 'node:fs'

const command = new URL('../dist/command.js', import.meta.url)

if (existsSync(command)) {
  const { run } = await import(command.href)
  await run(process.argv.slice(2))
} else {
  const message = '@larder/schema-engine is not built: run "npm run build" in its checkout first.'
  const line = JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields: { message } })
  // The Prisma CLI skips the first line and reads the second.
  process.stderr.write(process.stderr.isTTY ? `${message}\n` : `@larder/schema-engine\n${line}`)
  process.exitCode = 1
}
