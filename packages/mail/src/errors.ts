import { createError } from '@fastify/error'

// No message repeats what was given: addresses do not belong in logs, nor an attacker's text.
export const MAIL_ERR_ADDRESS = createError(
  'MAIL_ERR_ADDRESS',
  "A mail's '%s' has a value that is not an e-mail address. Write anna@example.org, \"Anna\" <anna@example.org> or { name: 'Anna', address: 'anna@example.org' }, one per entry, in ASCII before the @."
)
export const MAIL_ERR_NO_RECIPIENT = createError(
  'MAIL_ERR_NO_RECIPIENT',
  "A mail has no recipient. Give it 'to', 'cc' or 'bcc'."
)
export const MAIL_ERR_TOO_MANY_RECIPIENTS = createError(
  'MAIL_ERR_TOO_MANY_RECIPIENTS',
  'A mail has %s recipients; mail servers need not accept more than %s. Give sendAll one mail for each.'
)
export const MAIL_ERR_LINE_BREAK = createError(
  'MAIL_ERR_LINE_BREAK',
  "A mail's '%s' has a line break or another control character, which headers must not contain."
)
export const MAIL_ERR_HEADER_LENGTH = createError(
  'MAIL_ERR_HEADER_LENGTH',
  "A mail's '%s' has a word of more than %s characters, which cannot be folded into lines that mail servers accept (RFC 5322, 2.1.1). Shorten it."
)
export const MAIL_ERR_HEADER_NAME = createError(
  'MAIL_ERR_HEADER_NAME',
  "A mail must not have a header named '%s'. Use letters, digits and hyphens, and no header that the mail's other fields make."
)
export const MAIL_ERR_EMPTY = createError(
  'MAIL_ERR_EMPTY',
  "A mail has no 'text'. Give it text besides the HTML, which some mail readers do not show."
)
export const MAIL_ERR_TOO_LARGE = createError(
  'MAIL_ERR_TOO_LARGE',
  'A mail has %s MB; the limit is %s MB. Put large files where they can be downloaded, and send the link.'
)
export const MAIL_ERR_ATTACHMENT = createError(
  'MAIL_ERR_ATTACHMENT',
  "A mail's attachment has no '%s', or a wrong one. Its content must be text or bytes; files and URLs are not fetched."
)
export const MAIL_ERR_UNSUBSCRIBE = createError(
  'MAIL_ERR_UNSUBSCRIBE',
  "A mail's 'unsubscribe' is not a URL with https:, http: or mailto:; with oneClick it must be https: (RFC 8058)."
)
export const MAIL_ERR_URL = createError(
  'MAIL_ERR_URL',
  'The URL of the mail server %s. Write smtp://USER:PASSWORD@HOST:587, smtps://…, sendmail: or file:FOLDER.'
)
export const MAIL_ERR_DKIM = createError(
  'MAIL_ERR_DKIM',
  "The '%s' of the option 'dkim' of @larder/mail must be %s."
)
export const MAIL_ERR_BODY_GONE = createError(
  'MAIL_ERR_BODY_GONE',
  'The message of the mail %s was secret and is removed, or cannot be read. Write the mail again.',
  409
)
export const MAIL_ERR_UNREADABLE = createError(
  'MAIL_ERR_UNREADABLE',
  "The mail's row has a %s that cannot be read. Write the mail again."
)
export const MAIL_ERR_UNKNOWN = createError('MAIL_ERR_UNKNOWN', 'There is no mail %s.', 404)
export const MAIL_ERR_STATUS = createError('MAIL_ERR_STATUS', 'The mail %s cannot be %s: it is %s.', 409)
