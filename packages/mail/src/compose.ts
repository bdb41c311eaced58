import { domainToASCII } from 'node:url'
import type { SendMailOptions } from 'nodemailer'
import { encodeWord } from 'nodemailer/lib/mime-funcs'
import { type Address, hasLongWord } from './addresses.js'
import type { ClaimedMail } from './claims.js'
import { decodeMessage, type SealedMessage } from './message.js'

/**
 * A mail as nodemailer takes it. It is the same at every attempt, its Message-ID and date among it, so that whoever gets it
 * twice can tell.
 */
export async function composeMail(mail: ClaimedMail): Promise<SendMailOptions> {
  // The envelope alone says who gets a blind copy: some transports would show the header to everybody.
  const { from, to, cc, replyTo, subject, text, html, headers, attachments } = decodeMessage(mail.message)
  return {
    from: withPlainName(from),
    to: to.map(withPlainName),
    cc: cc.map(withPlainName),
    replyTo: replyTo.map(withPlainName),
    subject: encodeText(subject),
    text,
    ...(html && { html: await inlineStyles(html) }),
    messageId: `<${mail.id}@${domainOf(from.address)}>`,
    date: mail.createdAt,
    // Holiday notes are not to answer it (RFC 3834, 5).
    headers: { 'Auto-Submitted': 'auto-generated', ...encodeValues(headers) },
    xMailer: false,
    attachments: attachments.map(open),
    envelope: { from: from.address, to: JSON.parse(mail.remaining ?? mail.recipients) }
  }
}

function encodeValues(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, encodeText(value)]))
}

/** nodemailer leaves text that looks like an encoded word as it is, and readers would decode it (RFC 2047, 5). */
function encodeText(text: string): string {
  return text.includes('=?') || hasLongWord(text) ? encodeWord(text, 'B', 52) : text
}

function withPlainName({ name, address }: Address): Address {
  return { name: withoutEncodedWords(name), address }
}

/** In quotes nothing can be encoded, and many readers decode there all the same. */
function withoutEncodedWords(text: string): string {
  return text.replaceAll('=?', '= ?')
}

function open({ filename, content, cid, ...attachment }: SealedMessage['attachments'][number]) {
  return {
    ...attachment,
    filename: withoutEncodedWords(filename),
    content: Buffer.from(content, 'base64'),
    ...(cid && { cid, contentDisposition: 'inline' as const })
  }
}

/** Mail readers drop what is in `<style>`, or show it to some only. */
async function inlineStyles(html: string): Promise<string> {
  if (!/<style/i.test(html)) return html
  // Loaded by the process that sends HTML, at its first: it takes 20 MB.
  const { default: juice } = await import('juice')
  try {
    return juice(html)
  } catch {
    // Styles that cannot be read make it plain. Not to send it would be worse.
    return html
  }
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'localhost'
}
