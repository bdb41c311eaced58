import { fail, run } from './run.mjs'

/** Builds what has changed. */
export async function build() {
  const code = await run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'])
  if (code !== 0) fail('The build failed: see above.')
}

if (process.argv[1] === import.meta.filename) await build()
