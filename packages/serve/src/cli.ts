import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Started } from './master/instance.js'
import { run } from './run.js'

/** The command `larder-serve`: see {@link run}. */
export function main(args: string[]): Promise<Started | undefined> {
  const about: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  )
  return run(
    {
      name: 'larder-serve',
      version: about.version,
      description: "Serves any Fastify app, as gunicorn does Flask's: larder-serve -w 4 -b :5000 main.js:app",
      serves: 'an app',
      bin: fileURLToPath(new URL('../bin/larder-serve.js', import.meta.url))
    },
    args
  )
}
