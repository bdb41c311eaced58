/** Makes a mailer of nodemailer's with the first mail: the library takes 4 MB and a part of the start. */
export function lazyMailer<Mailer>(make: (nodemailer: typeof import('nodemailer')) => Mailer) {
  let mailer: Promise<Mailer> | undefined
  return {
    get: () => (mailer ??= import('nodemailer').then(make)),
    /** Undefined where no mail was sent yet. */
    made: () => mailer
  }
}
