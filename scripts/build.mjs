import { existsSync } from 'node:fs'
import { fail, root, run } from './run.mjs'

/** Builds what has changed. @param options for the process that does it: where its output goes */
export async function build(options) {
  if (!existsSync(`${root}apps/gateway/dist`))
    console.log('larder: building the packages, about half a minute …')
  const code = await run(
    'turbo',
    ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'],
    options
  )
  if (code !== 0) fail('The build failed: see above.')
}

if (process.argv[1] === import.meta.filename) await build()
