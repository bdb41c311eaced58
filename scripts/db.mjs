// npm run db -- VERB: the command larder-db, from a clone on which nothing was run yet.
import { run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
process.exitCode = await run('larder-db', process.argv.slice(2))
