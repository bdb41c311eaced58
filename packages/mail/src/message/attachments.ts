import { type Static, Type } from 'typebox'
import { MAIL_ERR_ATTACHMENT } from '../errors.js'
import { refuseControls } from './addresses.js'

export interface Attachment {
  filename: string
  content: string | Uint8Array
  /** @default by the file name's extension */
  contentType?: string
  /** The name for `<img src="cid:logo">` in the HTML. @default none: the file is attached and not shown */
  cid?: string
}

export const StoredAttachment = Type.Object({
  filename: Type.String(),
  content: Type.String({ description: 'Base64.' }),
  contentType: Type.Optional(Type.String()),
  cid: Type.Optional(Type.String())
})
export type StoredAttachment = Static<typeof StoredAttachment>

/** @throws MAIL_ERR_ATTACHMENT, MAIL_ERR_LINE_BREAK */
export function checkAttachment({ filename, content, contentType, cid }: Attachment): StoredAttachment {
  refuseControls('filename', filename)
  if (filename === '' || Buffer.byteLength(filename) > LONGEST_NAME) throw new MAIL_ERR_ATTACHMENT('filename')
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    throw new MAIL_ERR_ATTACHMENT('content')
  if (contentType !== undefined && !(CONTENT_TYPE.test(contentType) && contentType.length <= LONGEST_NAME))
    throw new MAIL_ERR_ATTACHMENT('contentType')
  if (cid !== undefined && !/^[\w.@-]{1,100}$/.test(cid)) throw new MAIL_ERR_ATTACHMENT('cid')
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  return { filename, content: bytes.toString('base64'), contentType, cid }
}

/** Bytes, as in file systems. The name stands in a header that cannot be folded there. */
const LONGEST_NAME = 255
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$/
