import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'tap'
import { createClient } from '../src/client.js'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

// What Prisma generates would take 17 MB: see scripts/lighten-clients.mjs.
for (const url of ['postgresql://nobody@127.0.0.1:1/none', 'mysql://nobody@127.0.0.1:1/none']) {
  test(`a client of ${new URL(url).protocol} takes less than 6 MB`, async (t) => {
    const clients = [createClient(url)]
    const before = heapUsed()
    while (clients.length < 4) clients.push(createClient(url))
    const each = (heapUsed() - before) / 3
    t.ok(each < 6e6, `${clients.length} clients take ${Math.round(each / 1e3)} kB each`)
  })
}

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
