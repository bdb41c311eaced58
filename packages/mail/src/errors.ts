import { createError } from '@fastify/error'

// None of them repeats what it was given: addresses do not belong in logs, nor what somebody hoped to smuggle in.
export const MAIL_ERR_ADDRESS = createError(
  'MAIL_ERR_ADDRESS',
  "A mail's '%s' has something that is no e-mail address. Write anna@example.org, \"Anna\" <anna@example.org> or { name: 'Anna', address: 'anna@example.org' }, one for each entry, in ASCII before the @."
)
export const MAIL_ERR_NO_RECIPIENT = createError(
  'MAIL_ERR_NO_RECIPIENT',
  "A mail is for nobody. Give it 'to', 'cc' or 'bcc'."
)
export const MAIL_ERR_TOO_MANY_RECIPIENTS = createError(
  'MAIL_ERR_TOO_MANY_RECIPIENTS',
  'A mail is for %s people; a mail server need not take one for more than %s. Give sendAll a mail for each.'
)
export const MAIL_ERR_LINE_BREAK = createError(
  'MAIL_ERR_LINE_BREAK',
  "A mail's '%s' has a line break or another control character, which no header may have."
)
export const MAIL_ERR_HEADER_LENGTH = createError(
  'MAIL_ERR_HEADER_LENGTH',
  "A mail's '%s' has a word of more than %s characters, which cannot be folded into lines that mail servers take (RFC 5322, 2.1.1). Shorten it."
)
export const MAIL_ERR_HEADER_NAME = createError(
  'MAIL_ERR_HEADER_NAME',
  "A mail has a header by the name of '%s'. A name is letters, digits and hyphens, and none of those that are made of the mail's other fields."
)
export const MAIL_ERR_EMPTY = createError(
  'MAIL_ERR_EMPTY',
  "A mail has no 'text'. HTML is shown by those who can, and text by all."
)
export const MAIL_ERR_TOO_LARGE = createError(
  'MAIL_ERR_TOO_LARGE',
  'A mail has %s MB; %s MB are the most. Put what is large where it can be fetched, and send the link.'
)
export const MAIL_ERR_ATTACHMENT = createError(
  'MAIL_ERR_ATTACHMENT',
  "A mail's attachment has no '%s', or one that cannot be. Its content is text or bytes; files and addresses are not fetched."
)
export const MAIL_ERR_UNSUBSCRIBE = createError(
  'MAIL_ERR_UNSUBSCRIBE',
  "A mail's 'unsubscribe' is no URL that begins with https:, http: or mailto:, or is to work with one click and not https: (RFC 8058)."
)
export const MAIL_ERR_URL = createError(
  'MAIL_ERR_URL',
  'The URL of the mail server %s. Write smtp://USER:PASSWORD@HOST:587, smtps://…, sendmail: or file:FOLDER.'
)
export const MAIL_ERR_BODY_GONE = createError(
  'MAIL_ERR_BODY_GONE',
  'The mail %s was secret and is not there any more. Have it written anew.'
)
export const MAIL_ERR_UNKNOWN = createError('MAIL_ERR_UNKNOWN', 'There is no mail %s.')
export const MAIL_ERR_STATUS = createError('MAIL_ERR_STATUS', 'The mail %s cannot be %s: it is %s.')
export const MAIL_ERR_DECORATION_TAKEN = createError(
  'MAIL_ERR_DECORATION_TAKEN',
  'The app has `app.mail` already, which @larder/mail adds: by another plugin, or registered twice. Register one of them under another name, or in a plugin of its own.'
)
