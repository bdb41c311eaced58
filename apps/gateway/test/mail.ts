import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { blueprint, explainTemplate, listMailTemplates, previewMail } from '@larder/blueprint'
import { createGood } from '@larder/goods/testing'
import { recordMessages } from '@larder/mail'
import { createOrder, storeOrder } from '@larder/orders/testing'
import { staffClient } from '@larder/staff/testing'
import { startMailServer, testApp } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import shop from '../src/app.js'
import { openOutbox } from './fixtures/outbox.js'
import { serveShop } from './fixtures/served-shop.js'

/** The order that samples of mails link to. */
const SAMPLE = { number: '1017', key: 'a-key-of-forty-three-characters' }

/** And the wish for one when something is back. */
const SAMPLE_SECRET = 'a-secret-of-forty-three-characters'

const MESSAGE = { to: 'anna@example.org', subject: 'Grüße', text: 'Dear Anna' }

test('the mailbox', async (t) => {
  const folder = t.testdir({
    greetings: {
      mail: {
        welcome: {
          'subject.eta': 'Welcome, <%= it.name %>',
          'text.eta': 'Dear <%= it.name %>',
          'html.eta': "<% layout('layout') %><h1>Dear <%= it.name %></h1>",
          'sample.json': '{ "name": "<Anna>" }'
        }
      }
    },
    box: {}
  })
  const root = pathToFileURL(`${folder}/greetings/`)
  const greetings = blueprint({ name: 'greetings', root, defaults: {} }, async () => {})
  const mail = { url: `file:${folder}/box`, retryPolicy: { pollInterval: 20 } }
  const app = await testApp(t, [shop, { development: true, mail }], greetings)

  await t.test('shows what was sent', async (t) => {
    t.match((await app.client().visit('/dev/mail')).body, 'Nothing yet')
    await app.mail.send(app.db, {
      ...MESSAGE,
      bcc: 'bo@example.org',
      html: '<style>p { color: red }</style><p>Dear Anna</p><img src="cid:logo"><script>alert(1)</script>',
      attachments: [
        { filename: 'logo.png', content: new Uint8Array([1, 2]), contentType: 'image/png', cid: 'logo' },
        { filename: 'list.txt', content: 'apples' }
      ]
    })
    const file = await fileIn(`${folder}/box`)
    t.match((await app.client().visit('/dev/mail')).body, `<a href="/dev/mail/${file}">Grüße</a>`)
    const { body } = await app.client().visit(`/dev/mail/${file}`)
    for (const shown of ['anna@example.org', 'list.txt, 6 bytes', 'Dear Anna', 'sandbox=']) {
      t.match(body, shown)
    }
    t.notMatch(body, 'bo@example.org', 'a blind copy is nobody else’s to see')
    const frame = await app.client().visit(`/dev/mail/${file}/html`)
    t.match(frame.body, '<p style="color: red;">')
    t.match(frame.body, 'src="data:image/png;base64,AQI="')
    t.match(frame.headers['content-security-policy'], /^sandbox.*default-src 'none'.*frame-ancestors 'self'/)
    t.equal(frame.headers['cache-control'], 'no-store')
  })

  await t.test('shows every mail with the data of its sample', async (t) => {
    t.match((await app.client().visit('/dev/mail/preview')).body, 'greetings: welcome')
    const query = 'blueprint=greetings&name=welcome'
    t.match((await app.client().visit(`/dev/mail/preview/show?${query}`)).body, 'Welcome, &lt;Anna&gt;')
    const frame = await app.client().visit(`/dev/mail/preview/html?${query}`)
    t.match(frame.body, '<h1>Dear &lt;Anna&gt;</h1>')
    t.match(frame.body, 'Larder', "in the app's layout")
    t.match(frame.headers['content-security-policy'], 'sandbox')
  })

  await t.test('has each mail with all its lines, and links that lead somewhere', async (t) => {
    const mails = listMailTemplates(app).filter(({ blueprint }) => blueprint !== 'greetings')
    const { id: goodId } = await createGood(app.db, { slug: 'quinces' })
    const alert = { goodId, email: 'anna@example.org', language: 'en', askedAt: new Date() }
    await app.db.stockAlert.create({ data: { ...alert, secretHash: hash(SAMPLE_SECRET) } })
    await storeOrder(app.db, { number: SAMPLE.number, keys: { create: keyOf(SAMPLE.key) } })
    t.ok(mails.length > 0)
    for (const mail of mails) {
      const { subject, text, html = '' } = previewMail(app, mail)
      t.notMatch(subject, '\n')
      const { file } = explainTemplate(app, mail.blueprint, `${mail.name}/text`, 'mail')
      const template = file ? readFileSync(file, 'utf8') : ''
      // A line of control alone leaves none.
      const [shown, written] = [linesOf(text), linesOf(template.replace(/^<%[^=~\n]*%>\n/gm, ''))]
      if (template.includes('include(')) t.ok(shown >= written, `${mail.name} has its lines`)
      // What a condition leaves out is missing for a reason.
      else if (!/<%[^=~]/.test(template)) t.equal(shown, written, `${mail.name} has its lines`)
      for (const url of `${text} ${html}`.match(/https?:\/\/[^\s"<>]+/g) ?? []) {
        const { pathname, search } = new URL(url.replaceAll('&amp;', '&'))
        t.not((await app.client().visit(pathname + search)).statusCode, 404, url)
      }
    }
  })

  await t.test('shows nothing else', async (t) => {
    writeFileSync(`${folder}/secret.eml`, 'Subject: secret\r\n\r\n')
    for (const path of [
      '..%2Fsecret.eml',
      'lost.eml',
      'preview/show?blueprint=greetings&name=lost',
      'x/html'
    ]) {
      t.equal((await app.client().visit(`/dev/mail/${path}`)).statusCode, 404)
    }
  })

  await t.test('is not there in production', async (t) => {
    const app = await testApp(t, [shop, { mail }])
    for (const path of ['', '/preview', `/${readdirSync(`${folder}/box`)[0]}`]) {
      t.equal((await app.client().visit(`/dev/mail${path}`)).statusCode, 404)
    }
  })
})

test('gateways send what any process has written', async (t) => {
  const server = await startMailServer(t)
  const env = { MAIL_URL: server.url, MAIL_FROM: 'Shop <shop@larder.example>' }
  const shop = await serveShop(t, ['-w', '2', '--graceful-timeout', '5'], env)
  t.match(shop.output(), 'links in mails lead to this machine alone')
  const { db, mail } = await openOutbox(t, shop.env.DATABASE_URL ?? '')

  await t.test('each once', async (t) => {
    const to = Array.from({ length: 50 }, (_, index) => `anna${index}@example.org`)
    await mail.sendAll(
      db,
      to.map((to) => ({ ...MESSAGE, to }))
    )
    await server.gets(50)
    t.same(server.received.flatMap(({ to }) => to).sort(), [...to].sort())
  })

  await t.test('and what is in hand at a stop', async (t) => {
    await mail.send(db, MESSAGE)
    await server.sees('data')
    shop.signal('SIGTERM')
    t.equal(await shop.exit, 0)
    t.equal(server.received.length, 51)
    t.equal(await db.mail.count({ where: { status: 'sent' } }), 51)
  })
})

/** The first file there. */
function fileIn(folder: string): Promise<string> {
  return until(() => readdirSync(folder).find((name) => name.endsWith('.eml')), 'the mail is in the folder')
}

/** What opens an order without an account. */
function keyOf(secret: string) {
  return { id: hash(secret), expiresAt: new Date('2100-01-01') }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length
}

test('the confirmation of an order', async (t) => {
  const app = await testApp(t, shop)
  const client = await staffClient(app)
  const write = (body: string, version: number) =>
    client.post('/staff/pages/terms', { title: 'Our terms', body, version })
  await write('You pay {{vat}} the first time.', 0)
  /** The texts that are attached to the mails that some work writes. */
  const attachedBy = async (work: () => Promise<unknown>) => {
    const messages = await recordMessages(app, work)
    return messages.flatMap(({ message }) =>
      (message?.attachments ?? []).map(({ filename, content }) => [
        filename,
        Buffer.from(content, 'base64').toString()
      ])
    )
  }
  const placing: { order?: { id: number } } = {}
  const first = await attachedBy(async () => {
    placing.order = await createOrder(app, { termsVersion: 1, language: 'en' })
  })
  t.match(first, [
    ['terms.txt', /^Our terms\n\nYou pay .* the first time\.\n$/],
    ['withdrawal.txt', /^Right to withdraw\n\n[\s\S]*within fourteen days/]
  ])

  await t.test('has the same terms when it is sent again', async (t) => {
    await write('You pay twice.', 1)
    const { id = 0 } = placing.order ?? {}
    const { version, timeline } = (await client.get(`/staff/orders/${id}`)).json()
    const event = timeline.find(({ kind }: { kind: string }) => kind === 'mailed').id
    const again = await attachedBy(() => client.post(`/staff/orders/${id}/mails/${event}`, { version }))
    t.same(again, first)
  })

  await t.test('attaches no terms that stand elsewhere', async (t) => {
    const elsewhere = await testApp(t, [shop, { terms: 'https://terms.example' }])
    const messages = await recordMessages(elsewhere, () => createOrder(elsewhere))
    t.match(messages[0]?.message?.attachments, [{ filename: 'withdrawal.txt' }])
    t.equal(messages[0]?.message?.attachments.length, 1)
  })
})
