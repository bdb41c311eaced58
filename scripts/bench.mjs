// npm run bench -- NAME: measures one package against its rivals, in turns within one run.
import { existsSync, readdirSync } from 'node:fs'
import { fail, root, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

const benches = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(root + parent)
    .filter((name) => existsSync(`${root}${parent}/${name}/bench/index.mjs`))
    .map((name) => ({ name, file: `${parent}/${name}/bench/index.mjs` }))
)
const [wanted] = process.argv.slice(2)
const bench = benches.find(({ name }) => name === wanted)
if (!bench) fail(`Say what to measure: npm run bench -- ${benches.map(({ name }) => name).join(' | ')}`)
await installAndBuild()
process.exitCode = await run(process.execPath, [bench.file, ...process.argv.slice(3)])
