import type { SendMailOptions } from 'nodemailer'

export interface Transport {
  /** How many mails it sends at once. */
  connections: number
  /**
   * @returns an error for each refused recipient, if the mail reached others
   * @throws nodemailer's error if it reached no recipient
   */
  send(mail: SendMailOptions): Promise<readonly Error[]>
  close(): void
}
