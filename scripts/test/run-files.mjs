// Runs compiled test files one after another in this process: node run-files.mjs TIMEOUT NAME FILE [NAME FILE …]. Each
// is a subtest, which is what the file's `import … from 'tap'` gives it: see compile-tests.mjs.
import { pathToFileURL } from 'node:url'

const [timeout, ...given] = process.argv.splice(2)
// It names folders of fixtures by the arguments that are left.
const { t } = await import('tap')
t.setTimeout(0)
for (let index = 0; index < given.length; index += 2) {
  const [name, file] = given.slice(index, index + 2)
  await t.test(name, { timeout: Number(timeout) }, async (t) => {
    globalThis[Symbol.for('larder.test-file')] = t
    await import(pathToFileURL(file))
  })
}
