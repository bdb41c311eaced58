import { domainToASCII } from 'node:url'
import type { SendMailOptions } from 'nodemailer'
import { encodeWord } from 'nodemailer/lib/mime-funcs'
import { MAIL_ERR_UNREADABLE } from '../errors.js'
import { type Address, hasLongWord } from '../message/addresses.js'
import { decodeMessage, decodeRecipients, type StoredMessage } from '../message/message.js'
import type { DueMail } from './queue.js'

/** Message-ID and date are the same at every attempt, for a mail that arrives twice. @throws MAIL_ERR_UNREADABLE */
export async function composeMail(mail: DueMail): Promise<SendMailOptions> {
  const message = decodeMessage(mail.message)
  const recipients = decodeRecipients(mail.remaining ?? mail.recipients)
  if (!message || !recipients) throw new MAIL_ERR_UNREADABLE(message ? 'recipients' : 'message')
  // Blind copies are in the envelope alone: some transports would send the header to everybody.
  const { from, to, cc, replyTo, subject, text, html, headers, attachments } = message
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
    // Keeps vacation notices from answering (RFC 3834, 5).
    headers: { 'Auto-Submitted': 'auto-generated', ...encodeValues(headers) },
    xMailer: false,
    attachments: attachments.map(open),
    envelope: { from: from.address, to: recipients }
  }
}

function encodeValues(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, encodeText(value)]))
}

/** Encodes text that looks like an encoded word, which nodemailer sends as it is and mail readers would decode (RFC 2047, 5). */
function encodeText(text: string): string {
  return text.includes('=?') || hasLongWord(text) ? encodeWord(text, 'B', 52) : text
}

function withPlainName({ name, address }: Address): Address {
  return { name: withoutEncodedWords(name), address }
}

/** Quoted text cannot be encoded, but many mail readers decode it. */
function withoutEncodedWords(text: string): string {
  return text.replaceAll('=?', '= ?')
}

function open({ filename, content, cid, ...attachment }: StoredMessage['attachments'][number]) {
  return {
    ...attachment,
    filename: withoutEncodedWords(filename),
    content: Buffer.from(content, 'base64'),
    ...(cid && { cid, contentDisposition: 'inline' as const })
  }
}

/** Many mail readers ignore `<style>`. */
async function inlineStyles(html: string): Promise<string> {
  if (!/<style/i.test(html)) return html
  // Loaded with the first HTML that has styles: it takes 20 MB.
  const { default: juice } = await import('juice')
  try {
    return juice(html)
  } catch {
    return html
  }
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'localhost'
}
