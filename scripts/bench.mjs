// npm run bench -- NAME: measures one package against its rivals, in turns within one run.
import { existsSync, readdirSync } from 'node:fs'
import { fail, root, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

const benches = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(root + parent)
    .filter((name) => existsSync(`${root}${parent}/${name}/bench/index.mjs`))
    .map((name) => ({ name, file: `${parent}/${name}/bench/index.mjs` }))
)
const [wanted, ...options] = process.argv.slice(2)
const chosen = wanted === 'all' ? benches : benches.filter(({ name }) => name === wanted)
if (chosen.length === 0) {
  const names = benches.map(({ name }) => name).join(' | ')
  fail(`Say what to measure: npm run bench -- ${names} | all. With --smoke it only shows that it runs.`)
}
await installAndBuild()
for (const { file } of chosen) process.exitCode ||= await run(process.execPath, [file, ...options])
