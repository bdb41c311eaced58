import { domainToASCII } from 'node:url'
import type { SendMailOptions } from 'nodemailer'
import type { ClaimedMail } from './claims.js'
import { decodeMessage, type SealedMessage } from './message.js'

/**
 * A mail as nodemailer takes it. It is the same at every attempt, its Message-ID and date among it, so that whoever gets it
 * twice can tell.
 */
export async function composeMail(mail: ClaimedMail): Promise<SendMailOptions> {
  const message = decodeMessage(mail.message)
  const { from, html, headers, attachments } = message
  return {
    ...message,
    ...(html && { html: await inlineStyles(html) }),
    messageId: `<${mail.id}@${domainOf(from.address)}>`,
    date: mail.createdAt,
    // Holiday notes are not to answer it (RFC 3834, 5).
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    xMailer: false,
    attachments: attachments.map(open),
    envelope: { from: from.address, to: JSON.parse(mail.remaining ?? mail.recipients) }
  }
}

function open({ content, cid, ...attachment }: SealedMessage['attachments'][number]) {
  return {
    ...attachment,
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
