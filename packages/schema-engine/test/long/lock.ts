import t from 'tap'
import { deployAndKill } from '../fixtures/deploys.js'
import { startServer } from '../fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

for (let round = 1; round <= 10; round++) {
  const whom = round % 2 === 0 ? 'both' : 'cli'
  t.test(`round ${round}: of four deploys the one that applies is killed`, (t) =>
    deployAndKill(t, server, 4, whom)
  )
}
