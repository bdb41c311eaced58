// npm start: from a clone to a shop that answers.
import { root } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
// What comes from our packages is there only now.
const { main } = await import('@larder/gateway/cli')

const embedded = !process.env.DATABASE_URL
// To look at the shop, one worker will do.
process.env.LARDER_WORKERS ??= '1'
process.env.LARDER_MIGRATE ??= 'on'
process.env.LARDER_SEED ??= `${root}scripts/database/seed-empty.mjs`
// A shop that was only cloned has no mail server; what it would send is there to be read.
if (embedded) process.env.MAIL_URL ||= `file:${encodeURI(root)}.larder/mail`
// Nor has it an account, and orders that go by post are paid in advance.
const hasAccount = !embedded || process.env.LARDER_IBAN || process.env.STRIPE_SECRET_KEY
if (!hasAccount) process.env.LARDER_IBAN = 'DE89370400440532013000'
const served = await main(['start', ...process.argv.slice(2)])
if (served) console.log(welcome(served.addresses[0]))

function welcome(address) {
  return `
  Larder is open at ${address}
${embedded && process.env.LARDER_SEED !== 'none' ? '  Demo customer:    demo, with the password larder-demo\n' : ''}${mailFolder()}${hasAccount ? '' : '  Transfers go to:  an account that is made up; LARDER_IBAN sets yours\n'}  To stop it:       Ctrl-C
`
}

function mailFolder() {
  const [, folder] = /^file:(.*)/.exec(process.env.MAIL_URL ?? '') ?? []
  return folder ? `  Mails go to:      ${decodeURI(folder)}\n` : ''
}
