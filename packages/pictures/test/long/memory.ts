import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../fixtures/prepare-fifty.mjs', import.meta.url))

test('the memory of a process', async (t) => {
  const { stdout } = await run(process.execPath, [program])
  const { loadedBefore, first, tenth, fiftieth } = JSON.parse(stdout)
  t.comment(`MB: ${first} before, ${tenth} after ten pictures of 12 megapixels, ${fiftieth} after fifty`)
  t.equal(loadedBefore, false, 'sharp is not loaded before there is a picture')
  t.ok(fiftieth - first < 350, 'fifty pictures take less than 350 MB')
  t.ok(fiftieth - tenth < 100, 'and less than 100 MB more than ten do')
})
