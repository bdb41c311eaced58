import { listMailTemplates, type MailTemplate, previewMail } from '@larder/blueprint'
import { mailFolder } from '@larder/mail'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { MailFile } from './mailbox.js'

export interface MailboxOptions {
  /** Where mails are sent. */
  url: string | undefined
}

/** What has been sent, for who develops the shop, and what each mail looks like with sample data. Never in production. */
export default async function mailboxPages(app: FastifyInstance, { url }: MailboxOptions) {
  const folder = url && mailFolder(url)
  // Loaded where it is needed, and production is not.
  const { readMail, readMailbox } = await import('./mailbox.js')
  const read = (file: string) => (folder ? readMail(folder, file) : undefined)
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  // They are no part of the shop that is described at /docs.
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }
  })

  app.get('/dev/mail', { name: 'mailbox', templates: ['mailbox/list'] }, async (_request, reply) => {
    return reply.view('mailbox/list', { mails: folder ? await readMailbox(folder) : [], folder })
  })
  app.get<Named>(
    '/dev/mail/:file',
    { name: 'mailbox-mail', templates: ['mailbox/show'] },
    async ({ params }, reply) => {
      const mail = await read(params.file)
      return mail
        ? reply.view('mailbox/show', { mail, frame: app.urlFor('mailbox-frame', params) })
        : reply.callNotFound()
    }
  )
  app.get<Named>('/dev/mail/:file/html', { name: 'mailbox-frame' }, async ({ params }, reply) =>
    sendFrame(reply, await read(params.file))
  )

  app.get(
    '/dev/mail/preview',
    { name: 'mail-previews', templates: ['mailbox/previews'] },
    async (_request, reply) => {
      return reply.view('mailbox/previews', { mails: listMailTemplates(app) })
    }
  )
  app.get<Previewed>(
    '/dev/mail/preview/show',
    { name: 'mail-preview', templates: ['mailbox/show'] },
    async ({ query }, reply) => {
      const known = find(query)
      if (!known) return reply.callNotFound()
      const mail = { headers: [], attachments: [], ...previewMail(app, known) }
      return reply.view('mailbox/show', { mail, frame: app.urlFor('mail-preview-frame', {}, { ...known }) })
    }
  )
  app.get<Previewed>('/dev/mail/preview/html', { name: 'mail-preview-frame' }, async ({ query }, reply) => {
    const known = find(query)
    return sendFrame(reply, known && previewMail(app, known))
  })

  // The app itself has no name, and what is empty is left out of URLs.
  function find({ blueprint = '', name }: Previewed['Querystring']): MailTemplate | undefined {
    return listMailTemplates(app).find((mail) => mail.blueprint === blueprint && mail.name === name)
  }
}

interface Named {
  Params: { file: string }
}

interface Previewed {
  Querystring: { blueprint?: string; name: string }
}

/** A mail's HTML, for a frame of ours alone: it may have styles and pictures, and nothing else. */
function sendFrame(reply: FastifyReply, mail: Pick<MailFile, 'html'> | { html?: string } | undefined) {
  if (mail?.html === undefined) return reply.callNotFound()
  return reply
    .header('content-security-policy', FRAME_POLICY)
    .header('x-frame-options', 'sameorigin')
    .type('text/html; charset=utf-8')
    .send(mail.html)
}

const FRAME_POLICY =
  "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'"
