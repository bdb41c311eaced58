import { EventEmitter, once } from 'node:events'
import type { Email } from 'postal-mime'
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import { onTeardown, type Teardown } from './teardown.js'

export interface ReceivedMail {
  /** Of the envelope, as are the recipients. */
  from: string
  to: string[]
  /** As whom the client introduced itself. */
  client: string
  raw: Buffer
  /** What it says. */
  mail: Email
}

export interface MailServer {
  /** For `MAIL_URL`. */
  url: string
  /** What it has taken. */
  received: ReceivedMail[]
  /** Resolves to the first so many mails when they are there. */
  gets(count: number): Promise<ReceivedMail[]>
  /** Resolves when the next client is there, or the next mail begins. */
  sees(what: 'connection' | 'data'): Promise<void>
  /** How many clients there have been. */
  connections(): number
  close(): Promise<void>
}

/** What is said instead of yes. */
export type Refusal = [code: number, text: string] | undefined

/** What is to be different, of the options of the package smtp-server too. */
export interface MailServerOptions extends Omit<SMTPServerOptions, 'onConnect' | 'onRcptTo' | 'onData'> {
  /** @default any that is free */
  port?: number | undefined
  /** What is said to each recipient. @default yes */
  answerTo?: ((address: string) => Refusal) | undefined
  /** What is said to a mail that is complete. @default yes */
  answerMail?: ((mail: ReceivedMail) => Refusal | Promise<Refusal>) | undefined
  /** Called when that was said. */
  answered?: ((mail: ReceivedMail) => void) | undefined
}

/** A real SMTP server on loopback that keeps what it takes, and is gone when the test ends. */
export async function startMailServer(t: Teardown, options: MailServerOptions = {}): Promise<MailServer> {
  // The tests that need neither, which are most, are not to wait for them.
  const [{ SMTPServer }, { default: PostalMime }] = await Promise.all([
    import('smtp-server'),
    import('postal-mime')
  ])
  const { port = 0, answerTo, answerMail, answered, ...rest } = options
  const received: ReceivedMail[] = []
  const progress = new EventEmitter().setMaxListeners(0)
  let connections = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    ...rest,
    onConnect(_session, accept) {
      connections += 1
      progress.emit('connection')
      accept()
    },
    onRcptTo({ address }, _session, accept) {
      accept(errorOf(answerTo?.(address)))
    },
    onData(stream, session, accept) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      progress.emit('data')
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const mail = { ...sendersOf(session), raw, mail: await PostalMime.parse(raw) }
        const refusal = errorOf(await answerMail?.(mail))
        if (!refusal) received.push(mail)
        accept(refusal)
        answered?.(mail)
        progress.emit('mail')
      })
    }
  })
  // A client that leaves in the middle is what some tests are about.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.server.address()
  const ownPort = typeof address === 'object' ? address?.port : undefined
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  onTeardown(t, close)
  return {
    url: `smtp://127.0.0.1:${ownPort}`,
    received,
    close,
    connections: () => connections,
    async sees(what) {
      await once(progress, what)
    },
    async gets(count) {
      while (received.length < count) await once(progress, 'mail')
      return received.slice(0, count)
    }
  }
}

function sendersOf({ envelope, hostNameAppearsAs }: SMTPServerSession) {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    client: String(hostNameAppearsAs)
  }
}

function errorOf(refusal: Refusal): Error | null {
  return refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null
}
