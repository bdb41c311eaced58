import { PROCESS_FAULTS, SUFFERING, suffer } from '@larder/load/faults'
import { connectIdly } from '@larder/load/process-model'
import { test } from 'tap'
import { holdRequest, refusesConnections } from './fixtures/clients.js'
import { serveApp } from './fixtures/served-app.js'

// A short form of test/faults, where each of these goes on for ten thousand requests.
test('visitors are served on', async (t) => {
  const app = await serveApp(t, SUFFERING.args, SUFFERING.env)
  let answered = 0
  for (const fault of PROCESS_FAULTS) {
    await t.test(`at ${fault.name}`, async (t) => {
      const visits = { times: 1, requests: 120, visitors: 4, pause: 30 }
      const { load, mayFail } = await suffer(t, app, fault, visits)
      // What a killed worker has just answered it cannot write down any more.
      answered += load.get.answered + load.post.answered - mayFail
    })
  }

  await t.test('and each request is a line of its own in the access log', async (t) => {
    const lines = app.accessLog()
    t.ok(lines.length >= answered)
    t.same(
      lines.filter((line) => !LINE.test(line)),
      []
    )
  })

  await t.test('at TERM, while others keep their connections', async (t) => {
    await connectIdly(t, app.origin, 5)
    const { answer, release } = await holdRequest(t, app)
    const stopping = app.says('stops when the requests in flight are answered')
    app.signal('SIGTERM')
    await stopping
    // The master's word has reached the workers then.
    await refusesConnections(app.origin)
    const released = performance.now()
    release()
    t.match(
      await answer,
      { status: 200, connection: 'close', body: '{"held":true}' },
      'it is answered in full'
    )
    await app.exit
    t.ok(performance.now() - released < 10_000, 'then all are gone soon')
  })
})

const LINE = /^127\.0\.0\.1 - - \[[^\]]+\] "(GET|POST) \/\w* HTTP\/1\.1" 200 \d+ "-" "-"$/
