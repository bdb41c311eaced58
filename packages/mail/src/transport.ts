import type { SendMailOptions } from 'nodemailer'

/** What sends mails: a mail server, a program, or a folder. */
export interface Transport {
  /** How many mails it sends at once. */
  connections: number
  /**
   * @returns what was said of each recipient who was refused, where others were not
   * @throws what nodemailer says where nobody got it
   */
  send(mail: SendMailOptions): Promise<readonly Error[]>
  /** Ends it with all that is on its way. */
  close(): void
}
