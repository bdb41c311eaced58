import { refuseControls } from './addresses.js'
import { MAIL_ERR_ATTACHMENT } from './errors.js'

export interface Attachment {
  filename: string
  content: string | Uint8Array
  /** @default what the file name's extension says */
  contentType?: string
  /** The name by which the HTML shows it: `<img src="cid:logo">`. @default none: it is attached and not shown */
  cid?: string
}

/** An attachment as JSON can hold it. */
export interface SealedAttachment {
  filename: string
  /** In base64. */
  content: string
  contentType?: string
  cid?: string
}

/** @throws MAIL_ERR_ATTACHMENT, MAIL_ERR_LINE_BREAK */
export function sealAttachment({ filename, content, contentType, cid }: Attachment): SealedAttachment {
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

/** Bytes, as of file systems. It stands in a header, which cannot be folded there. */
const LONGEST_NAME = 255
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$/
