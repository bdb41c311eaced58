// npm run bench -- NAME: measures one package against its rivals, in turns within one run.
import path from 'node:path'
import { fail, run } from './run.mjs'
import { foldersWith, installAndBuild } from './workspace.mjs'

const benches = foldersWith('bench/index.mjs').map((folder) => ({
  name: path.basename(folder),
  file: `${folder}/bench/index.mjs`
}))
benches.push({ name: 'search', file: 'packages/goods/bench/search.mjs' })
const [wanted, ...options] = process.argv.slice(2)
const chosen = wanted === 'all' ? benches : benches.filter(({ name }) => name === wanted)
if (chosen.length === 0) {
  const names = benches.map(({ name }) => name).join(' | ')
  fail(`Say what to measure: npm run bench -- ${names} | all. With --smoke it only shows that it runs.`)
}
await installAndBuild()
for (const { file } of chosen) process.exitCode ||= await run(process.execPath, [file, ...options])
