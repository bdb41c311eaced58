import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startMailServer } from '@larder/testing'
import PostalMime, { decodeWords } from 'postal-mime'
import { type Test, test } from 'tap'
import type { Message } from '../src/index.js'
import { mailApp, settled } from './fixtures/mail-app.js'
import { MESSAGE } from './fixtures/quick.js'

const UNICODE = 'Grüße, 你好, مرحبا, 👩🏽‍🌾, ﬀ, e\u0301'

test('what arrives', async (t) => {
  const server = await startMailServer(t)
  const app = await mailApp(t, {
    url: `${server.url}?maxConnections=1`,
    dkim: { domainName: 'larder.example', keySelector: 'shop', privateKey: makeKey('rsa') }
  })
  const send = async (message: Partial<Message>) => {
    const { id } = await app.mail.send(app.db, { ...MESSAGE, ...message })
    await settled(app, id, 'sent')
    const last = server.received.at(-1)
    if (!last) throw new Error('nothing came')
    return { ...last, header: (name: string) => last.mail.headers.find(({ key }) => key === name)?.value }
  }

  await t.test('is what was written, in every script', async (t) => {
    const text = `${UNICODE}\n.\n..\nFrom here\n${'x'.repeat(2_000)}`
    const { mail, raw, header } = await send({
      to: { name: UNICODE, address: 'anna@bücher.example' },
      subject: `${UNICODE} ${UNICODE} ${UNICODE}`,
      text,
      html: `<p>${UNICODE}</p>`,
      headers: { 'X-Shop': UNICODE }
    })
    t.equal(mail.subject, `${UNICODE} ${UNICODE} ${UNICODE}`)
    t.equal(mail.text?.trimEnd(), text)
    t.match(mail.html, `<p>${UNICODE}</p>`)
    t.equal(mail.to?.[0]?.name, UNICODE)
    t.equal(mail.to?.[0]?.address, 'anna@xn--bcher-kva.example')
    t.equal(decodeWords(header('x-shop') ?? ''), UNICODE)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about the bytes
    t.notMatch(raw.toString('latin1'), /[^\x00-\x7f]/, 'and can go by servers that know ASCII alone')
    t.ok(
      raw
        .toString()
        .split('\r\n')
        .every((line) => line.length <= 998)
    )
  })

  await t.test('has text and HTML, whose styles are inlined', async (t) => {
    const { raw, mail } = await send({
      html: '<style>p { color: red } @media print { p { color: black } }</style><p>Dear Ännä &amp; Co</p>'
    })
    t.match(raw.toString(), 'multipart/alternative')
    t.match(mail.html, /<p style="color: red;?">Dear Ännä &amp; Co<\/p>/)
    t.match(mail.html, '@media print')
    t.equal(mail.text?.trim(), 'Dear Anna')
  })

  await t.test('is text alone where there is nothing else', async (t) => {
    const { raw, header } = await send({})
    t.notMatch(raw.toString(), 'multipart')
    t.match(header('content-type'), /text\/plain; charset=utf-8/i)
    t.equal(header('auto-submitted'), 'auto-generated')
    t.equal(header('x-mailer'), undefined)
  })

  await t.test('shows those it is for, but for bcc', async (t) => {
    const { mail, to, raw } = await send({
      to: ['Anna <anna@example.org>', 'bo@example.org'],
      cc: 'cy@example.org',
      bcc: 'di@example.org',
      replyTo: 'help@larder.example',
      from: 'Boss <boss@larder.example>'
    })
    t.same(to, ['anna@example.org', 'bo@example.org', 'cy@example.org', 'di@example.org'])
    t.match(mail.to, [{ name: 'Anna', address: 'anna@example.org' }, { address: 'bo@example.org' }])
    t.match(mail.cc, [{ address: 'cy@example.org' }])
    t.match(mail.replyTo, [{ address: 'help@larder.example' }])
    t.match(mail.from, { name: 'Boss', address: 'boss@larder.example' })
    t.notMatch(raw.toString(), 'di@example.org')
  })

  await t.test('names people as they are called', async (t) => {
    for (const [text, name] of [
      ['"Shop, Ltd." <anna@example.org>', 'Shop, Ltd.'],
      ['"X"<anna@example.org>', 'X'],
      ["Anna Maria O'Neill <anna@example.org>", "Anna Maria O'Neill"],
      ['"Anna \\"Banana\\" B." <anna@example.org>', 'Anna "Banana" B.'],
      ['安娜·玛丽亚 <anna@example.org>', '安娜·玛丽亚'],
      ['<anna@example.org>', '']
    ] as const) {
      const { mail } = await send({ to: text, from: text, replyTo: text })
      const mailbox = { name, address: 'anna@example.org' }
      t.match(mail, { to: [mailbox], from: mailbox, replyTo: [mailbox] }, text)
      const again = await send({ to: mailbox })
      t.match(again.mail.to, [mailbox], 'apart too')
    }
  })

  await t.test('is what was written, where that looks like an encoded word', async (t) => {
    const text = '=?UTF-8?B?SGVsbG8=?= literal'
    const { mail, header } = await send({
      subject: text,
      headers: { 'X-Shop': text },
      to: { name: text, address: 'anna@example.org' },
      attachments: [{ filename: '=?UTF-8?B?SGVsbG8=?=.txt', content: 'x' }]
    })
    t.equal(mail.subject, text)
    t.equal(decodeWords(header('x-shop') ?? ''), text)
    t.equal(mail.to?.[0]?.name, '= ?UTF-8?B?SGVsbG8= ?= literal', 'in quotes nothing can be encoded')
    t.equal(mail.attachments[0]?.filename, '= ?UTF-8?B?SGVsbG8= ?=.txt')
  })

  await t.test('has no line that is too long for mail servers', async (t) => {
    const subject = 'x'.repeat(1_500)
    const word = '"'.repeat(350)
    const { mail, raw } = await send({
      subject,
      to: { name: word, address: `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` },
      headers: { [`X-${'N'.repeat(62)}`]: word },
      unsubscribe: { url: `https://shop.example/u?${'x'.repeat(300)}` },
      attachments: [{ filename: 'f'.repeat(255), content: 'x', contentType: `text/${'p'.repeat(250)}` }]
    })
    t.equal(mail.subject, subject)
    t.equal(mail.to?.[0]?.name, word)
    const longest = Math.max(
      ...raw
        .toString()
        .split('\r\n')
        .map((line) => line.length)
    )
    t.ok(longest <= 998, `${longest} bytes`)
  })

  await t.test('has what was attached, and the pictures of its HTML', async (t) => {
    const { mail } = await send({
      html: '<img src="cid:logo">',
      attachments: [
        { filename: 'Größe.txt', content: UNICODE },
        { filename: 'logo.png', content: new Uint8Array([0, 1, 255]), contentType: 'image/png', cid: 'logo' }
      ]
    })
    const [logo, text] = mail.attachments
    t.match(text, { filename: 'Größe.txt', mimeType: 'text/plain', disposition: 'attachment' })
    t.equal(Buffer.from(text?.content as ArrayBuffer).toString(), UNICODE)
    t.match(logo, { contentId: '<logo>', mimeType: 'image/png', disposition: 'inline' })
    t.same(new Uint8Array(logo?.content as ArrayBuffer), [0, 1, 255])
  })

  await t.test('says how to get off the list, and is signed with that', async (t) => {
    const url = 'https://shop.example/off?token=1'
    const { header } = await send({ unsubscribe: { url, oneClick: true } })
    t.equal(header('list-unsubscribe'), `<${url}>`)
    t.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click')
    t.match(header('dkim-signature'), /d=larder\.example;.*s=shop;/s)
    const signed = /;h=([^;]*)/.exec(header('dkim-signature')?.replace(/\s/g, '') ?? '')?.[1]?.toLowerCase()
    t.ok(
      ['from', 'list-unsubscribe', 'list-unsubscribe-post'].every((name) => signed?.split(':').includes(name))
    )
    const mailto = await send({ unsubscribe: { url: 'mailto:off@larder.example?subject=off' } })
    t.equal(mailto.header('list-unsubscribe'), '<mailto:off@larder.example?subject=off>')
    t.equal(mailto.header('list-unsubscribe-post'), undefined)
    t.equal((await send({})).header('list-unsubscribe'), undefined)
  })
})

test('many mails go over one connection, no faster than is allowed', async (t) => {
  const server = await startMailServer(t)
  const app = await mailApp(t, {
    url: `${server.url}?maxConnections=1&maxMessages=1000&rateLimit=5&rateDelta=50`
  })
  const began = performance.now()
  await app.mail.sendAll(
    app.db,
    Array.from({ length: 20 }, () => MESSAGE)
  )
  await server.gets(20)
  t.equal(server.connections(), 1)
  t.ok(performance.now() - began >= 140, 'five at once, and then none for the rest of the span')
})

test('file: writes each mail into a file of its own', async (t) => {
  const folder = path.join(t.testdir({}), 'deep', 'mail box')
  const app = await mailApp(t, { url: `file:${folder}` })
  const { id } = await app.mail.send(app.db, { ...MESSAGE, subject: UNICODE, bcc: 'bo@example.org' })
  await settled(app, id, 'sent')
  const [name = '', ...more] = readdirSync(folder)
  t.same(more, [])
  t.match(name, new RegExp(`^\\d{8}T\\d{6}Z-${id}\\.eml$`))
  const raw = readFileSync(path.join(folder, name))
  t.equal((await PostalMime.parse(raw)).subject, UNICODE)
  t.notMatch(raw.toString(), 'bo@example.org')
  t.equal(statSync(path.join(folder, name)).mode & 0o077, 0, 'for nobody else to read')
})

test('sendmail: gives mails to a program,', async (t) => {
  const folder = t.testdir({
    sendmail: '#!/bin/sh\necho "$@" > "$0.args"\ncat > "$0.mail"\nexit $(cat "$0.exit")\n',
    'sendmail.exit': '0'
  })
  chmodSync(`${folder}/sendmail`, 0o755)
  const app = await mailApp(t, { url: `sendmail:${folder}/sendmail` })
  const send = async (message: Partial<Message>, status: string, exitCode = 0) => {
    writeFileSync(`${folder}/sendmail.exit`, String(exitCode))
    const { id } = await app.mail.send(app.db, { ...MESSAGE, ...message })
    return settled(app, id, status)
  }

  await t.test('who knows of blind copies by its arguments alone', async (t) => {
    await send({ bcc: 'secret@example.net' }, 'sent')
    t.match(readFileSync(`${folder}/sendmail.args`, 'utf8'), 'anna@example.org secret@example.net')
    const mail = readFileSync(`${folder}/sendmail.mail`, 'utf8')
    t.match(mail, 'Dear Anna')
    t.notMatch(mail, /bcc|secret@example/i)
  })

  await t.test('who refuses it for good, or for now', async (t) => {
    for (const final of [65, 67, 68]) t.match((await send({}, 'failed', final)).problem, `code ${final}`)
    t.match(await send({ to: '-o@example.org' }, 'failed'), {
      attempts: 1,
      problem: /Invalid envelope addresses/
    })
    const { id } = await send({}, 'queued', 75)
    writeFileSync(`${folder}/sendmail.exit`, '0')
    await settled(app, id, 'sent')
  })
})

test('options that cannot be used say why, and keep the password to themselves', async (t) => {
  for (const [url, why] of [
    ['http://mail.example', /begins with something else/],
    ['mail.example', /begins with something else/],
    ['smtp://', /cannot be read|names no host/],
    ['smtp://anna:secret@mail.example?maxConnection=1', /has no parameter maxConnection \(there are pool, /],
    ['smtp://anna:secret@mail.example?rateLimit=fast', /has a wrong value for rateLimit/],
    ['smtp://anna:se cret@mail example', /cannot be read/],
    ['smtp://anna:100%secret@mail.example', /write a % itself as %25/]
  ] as const) {
    await t.rejects(boot(t, url), { code: 'MAIL_ERR_URL', message: why })
    await t.rejects(boot(t, url), { message: /^((?!secret|se cret).)*$/ })
  }
  await t.rejects(mailApp(t, { from: 'nobody' }, NOWHERE), { code: 'MAIL_ERR_ADDRESS' })
  for (const [wrong, why] of [
    [{ domainName: 'the shop' }, /'domainName'.* must be a domain, like shop\.example\.$/],
    [{ keySelector: 'larder;d=' }, /'keySelector'.* must be the name of the record/],
    [
      { privateKey: 'secret' },
      /^The 'privateKey' .* must be a private RSA key as PEM, without a passphrase\.$/
    ],
    [{ privateKey: makeKey('ed25519') }, /RSA/]
  ] as const) {
    const dkim = { domainName: 'larder.example', keySelector: 'shop', privateKey: makeKey('rsa'), ...wrong }
    await t.rejects(mailApp(t, { dkim }, NOWHERE), { code: 'MAIL_ERR_DKIM', message: why })
  }
  // As JavaScript or a settings file may give them.
  for (const wrong of ['{"keep":"14 days"}', '{"url":25}', '{"retryPolicy":{"lease":"60 s"}}'])
    await t.rejects(mailApp(t, JSON.parse(wrong), NOWHERE), { code: 'BLUEPRINT_ERR_OPTION' }, wrong)
})

function makeKey(type: 'rsa' | 'ed25519'): string {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 1024 }) : generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function boot(t: Test, url: string): Promise<void> {
  await mailApp(t, { url }, NOWHERE)
}

const NOWHERE = 'postgresql://nobody@127.0.0.1:1/none'
