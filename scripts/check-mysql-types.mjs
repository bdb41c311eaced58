// Fails where the shop does not compile against the client for MySQL. `createClient` gives it as PostgreSQL's, which is
// honest only as long as nothing uses what that one lacks.
import { cpSync, rmSync } from 'node:fs'
import { fail, root, run } from './run.mjs'

const built = `${root}packages/database/dist`
// tsconfig.mysql.json names it in the package's place.
const copy = `${root}packages/database/.larder/mysql`
rmSync(copy, { recursive: true, force: true })
const filter = (name) => !name.endsWith('.js') && !name.endsWith('.map')
cpSync(built, copy, { recursive: true, filter: (name) => filter(name) && !name.includes('/generated') })
cpSync(`${built}/mysql/generated`, `${copy}/generated`, { recursive: true, filter })
const code = await run('node', [`${root}node_modules/typescript7/bin/tsc`, '-p', 'tsconfig.mysql.json'])
if (code !== 0) fail('The shop does not compile against the client for MySQL: see above.')
