import { test } from 'tap'
import { attemptMail } from '../src/attempt.js'
import { encodeMessage, sealMessage } from '../src/message.js'
import { PACE } from '../src/pace.js'
import { MESSAGE } from './fixtures/quick.js'

test('an attempt that is broken off before the mail is composed does not begin', async (t) => {
  let begun = false
  const transport = {
    connections: 1,
    send() {
      begun = true
      return new Promise<never>(() => {})
    },
    close() {}
  }
  const mail = {
    id: '1',
    attempts: 1,
    message: encodeMessage(sealMessage(MESSAGE, { name: '', address: 'shop@larder.example' })),
    recipients: '["anna@example.org"]',
    remaining: null,
    secret: false,
    createdAt: new Date()
  }
  const breaker = new AbortController()
  const outcome = attemptMail(mail, transport, PACE, breaker)
  breaker.abort(new Error('The process is ending.'))
  t.match(await outcome, { status: 'queued', problem: 'The process is ending.', dueAt: Date })
  t.notOk(begun)
})
