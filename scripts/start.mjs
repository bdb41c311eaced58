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
const served = await main(['start', ...process.argv.slice(2)])
if (served) console.log(welcome(served.addresses[0]))

function welcome(address) {
  return `
  Larder is open at ${address}
${embedded ? '  Demo customer:    demo, with the password larder-demo\n' : ''}${mailFolder()}  To stop it:       Ctrl-C
`
}

function mailFolder() {
  const [, folder] = /^file:(.*)/.exec(process.env.MAIL_URL ?? '') ?? []
  return folder ? `  Mails go to:      ${decodeURI(folder)}\n` : ''
}
