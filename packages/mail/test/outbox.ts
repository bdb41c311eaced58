import { testApp } from '@larder/testing'
import { test } from 'tap'
import mail, { type Message, recordMessages } from '../src/index.js'

const MESSAGE = { to: 'anna@example.org', subject: 'Hello', text: 'Dear Anna' }

test('app.mail', async (t) => {
  const app = await testApp(t, mail)
  const send = (message: Partial<Message>) => app.mail.send(app.db, { ...MESSAGE, ...message })

  await t.test('writes a mail if the transaction is committed, and none if it is not', async (t) => {
    const messages = await recordMessages(app, async () => {
      await t.rejects(
        app.db.$transaction(async (tx) => {
          await app.mail.send(tx, { ...MESSAGE, subject: 'undone' })
          throw new Error('changed my mind')
        }),
        { message: 'changed my mind' }
      )
      await app.db.$transaction((tx) => app.mail.send(tx, MESSAGE))
    })
    t.match(messages, [{ to: ['anna@example.org'], subject: 'Hello', text: 'Dear Anna', html: undefined }])
    t.equal(messages.length, 1)
  })

  await t.test('records what is written meanwhile, its links among it', async (t) => {
    await send({ subject: 'before' })
    const [message, ...more] = await recordMessages(app, () =>
      send({
        to: ['Anna <anna@example.org>', { name: 'Bo, the "second"', address: 'bo@example.org' }],
        cc: 'Anna@example.net',
        bcc: ['anna@example.org', 'zoe@bücher.example'],
        text: 'See https://shop.example/a?b=1&c=2, or (http://shop.example/d).',
        html: '<a class="x" href="https://shop.example/a?b=1&amp;c=2">a</a><a href=\'https://shop.example/e\'>e</a>'
      })
    )
    t.same(more, [])
    t.same(message?.to, ['anna@example.org', 'bo@example.org', 'Anna@example.net', 'zoe@bücher.example'])
    t.same(message?.links, [
      'https://shop.example/a?b=1&c=2',
      'http://shop.example/d',
      'https://shop.example/e'
    ])
  })

  await t.test('writes many in their order', async (t) => {
    const subjects = Array.from({ length: 1_001 }, (_, index) => `No. ${index}`)
    const messages = await recordMessages(app, () =>
      app.mail.sendAll(
        app.db,
        subjects.map((subject) => ({ ...MESSAGE, subject }))
      )
    )
    t.same(
      messages.map(({ subject }) => subject),
      subjects
    )
  })

  await t.test('refuses what is wrong, and writes nothing', async (t) => {
    const wrong: [Partial<Message>, string][] = [
      [{ to: 'anna' }, 'ADDRESS'],
      [{ to: 'anna@example.org, eve@example.net' }, 'ADDRESS'],
      [{ to: 'anna@example.org;eve@example.net' }, 'ADDRESS'],
      [{ to: 'friends: anna@example.org;' }, 'ADDRESS'],
      [{ to: ['anna@example.org', 'a b@example.org'] }, 'ADDRESS'],
      [{ to: '' }, 'ADDRESS'],
      [{ to: 'anna@' }, 'ADDRESS'],
      [{ to: '@example.org' }, 'ADDRESS'],
      [{ to: 'anna@example..org' }, 'ADDRESS'],
      [{ to: 'anna@-example.org' }, 'ADDRESS'],
      [{ to: `${'a'.repeat(65)}@example.org` }, 'ADDRESS'],
      [{ to: `a@${'example.'.repeat(32)}org` }, 'ADDRESS'],
      [{ to: 'Anna anna@example.org' }, 'ADDRESS'],
      [{ to: '<anna@example.org> <eve@example.net>' }, 'ADDRESS'],
      [{ to: '用户@例え.jp' }, 'ADDRESS'],
      [{ from: 'zoë@example.org' }, 'ADDRESS'],
      [{ to: 'anna@example.org\r\nBcc: eve@example.net' }, 'LINE_BREAK'],
      [{ to: 'Anna\r\nBcc: eve@example.net <anna@example.org>' }, 'LINE_BREAK'],
      [{ to: { name: 'Anna\nBcc: eve@example.net', address: 'anna@example.org' } }, 'LINE_BREAK'],
      [{ to: { name: 'Anna', address: 'anna@example.org>\r\nRCPT TO:<eve@example.net' } }, 'ADDRESS'],
      [{ to: { name: '', address: 'anna@example.org> SIZE=1 <' } }, 'ADDRESS'],
      [{ from: 'eve' }, 'ADDRESS'],
      [{ replyTo: ['eve@example.net\n'] }, 'LINE_BREAK'],
      [{ subject: 'Hello\r\nBcc: eve@example.net' }, 'LINE_BREAK'],
      [{ subject: 'Hello\u2028there' }, 'LINE_BREAK'],
      [{ headers: { 'X-Shop': 'larder\r\nBcc: eve@example.net' } }, 'LINE_BREAK'],
      [{ headers: { 'X-Shop: larder\r\nBcc': 'eve@example.net' } }, 'HEADER_NAME'],
      [{ headers: { bcc: 'eve@example.net' } }, 'HEADER_NAME'],
      [{ headers: { 'Content-Type': 'text/html' } }, 'HEADER_NAME'],
      [{ headers: { 'X-Token': 'x'.repeat(1_500) } }, 'HEADER_LENGTH'],
      [{ to: { name: 'x'.repeat(1_500), address: 'anna@example.org' } }, 'HEADER_LENGTH'],
      [{ unsubscribe: { url: `https://shop.example/u?t=${'x'.repeat(1_200)}` } }, 'HEADER_LENGTH'],
      [{ attachments: [{ filename: 'x'.repeat(256), content: '' }] }, 'ATTACHMENT'],
      [{ to: [] }, 'NO_RECIPIENT'],
      [{ to: Array.from({ length: 101 }, (_, index) => `anna${index}@example.org`) }, 'TOO_MANY_RECIPIENTS'],
      [{ text: ' \n' }, 'EMPTY'],
      [{ attachments: [{ filename: 'a\r\nb.txt', content: '' }] }, 'LINE_BREAK'],
      [{ attachments: [{ filename: '', content: '' }] }, 'ATTACHMENT'],
      [{ attachments: [{ filename: 'a', content: '', contentType: 'text/plain\r\nX: y' }] }, 'ATTACHMENT'],
      [{ attachments: [{ filename: 'a', content: '', cid: '<logo>' }] }, 'ATTACHMENT'],
      [{ attachments: [{ filename: 'a', content: new Uint8Array(40 * 1024 * 1024) }] }, 'TOO_LARGE'],
      [{ unsubscribe: { url: 'javascript:alert(1)' } }, 'UNSUBSCRIBE'],
      [{ unsubscribe: { url: '/unsubscribe' } }, 'UNSUBSCRIBE'],
      [{ unsubscribe: { url: 'http://shop.example/u', oneClick: true } }, 'UNSUBSCRIBE']
    ]
    const messages = await recordMessages(app, async () => {
      for (const [message, code] of wrong) {
        await t.rejects(send(message), { code: `MAIL_ERR_${code}`, message: /^((?!eve).)*$/s })
      }
      await t.rejects(app.mail.sendAll(app.db, [MESSAGE, { ...MESSAGE, to: 'anna' }]))
    })
    t.same(messages, [])
  })
})

test('an app that has `app.mail` already is told at boot', async (t) => {
  await t.rejects(testApp(t, mail, mail), { code: 'BLUEPRINT_ERR_DECORATION_TAKEN' })
})
