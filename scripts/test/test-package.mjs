// A package's tests: node ../../scripts/test/test-package.mjs [FILE …], each file in a process of its own. They come from
// the library tap, as with its command `tap`, whose loaders for coverage and for TypeScript take a third of the time.
import '../plain-children.mjs'
import { readdirSync, readFileSync } from 'node:fs'
import { t } from 'tap'

const { jobs = 1, timeout = 30 } = JSON.parse(readFileSync('package.json', 'utf8')).tap
const given = process.argv.slice(2)
const files = given.length > 0 ? given : filesIn('test')

t.setTimeout(0)
t.jobs = jobs
// Of each file; that of a test within it is the same.
process.env.TAP_TIMEOUT = timeout
for (const file of files) {
  t.spawn(process.execPath, ['--import=tsx', '--enable-source-maps', file], {
    name: file,
    buffered: jobs > 1,
    timeout: timeout * 1000
  })
}

function filesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
}
