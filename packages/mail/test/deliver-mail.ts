import { test } from 'tap'
import { checkMessage, encodeMessage } from '../src/message/message.js'
import { deliverMail } from '../src/sending/deliver-mail.js'
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
    message: encodeMessage(checkMessage(MESSAGE, { name: '', address: 'shop@larder.example' })),
    recipients: '["anna@example.org"]',
    remaining: null,
    secret: false,
    createdAt: new Date(),
    traceparent: null
  }
  const abort = new AbortController()
  const delivery = deliverMail(mail, transport, abort.signal)
  abort.abort(new Error('The process is ending.'))
  t.match(await delivery, { outcome: 'queued', problem: 'The process is ending.' })
  t.notOk(begun)
})
