// Runs compiled test files one after another in this process: node run-files.mjs TIMEOUT NAME FILE [NAME FILE …]. Each
// is a subtest, which is what the file's `import … from 'tap'` gives it: see compile-tests.mjs.
import asyncHooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import { pathToFileURL } from 'node:url'

// tap follows each promise from its birth to its end, to know to which test an uncaught error belongs. That takes a tenth
// of the time; here it belongs to the file.
asyncHooks.createHook = () => ({ enable() {}, disable() {} })
syncBuiltinESMExports()

const [timeout, ...given] = process.argv.splice(2)
// It names folders of fixtures by the arguments that are left.
const { t } = await import('tap')
t.setTimeout(0)
for (let index = 0; index < given.length; index += 2) {
  const [name, file] = given.slice(index, index + 2)
  await t.test(name, { timeout: Number(timeout) }, async (t) => {
    const fail = (error) => t.threw(error)
    process.on('uncaughtException', fail)
    globalThis[Symbol.for('larder.test-file')] = t
    await import(pathToFileURL(file))
    // Its tests end after it is loaded.
    t.teardown(() => process.off('uncaughtException', fail))
  })
}
