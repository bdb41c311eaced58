// npm start: from a clone to a shop that answers.
import { root } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
// What comes from our packages is there only now.
const { main } = await import('@larder/gateway/cli')
const { prepareDatabase } = await import('./prepare-database.mjs')

// To look at the shop, one worker will do.
process.env.LARDER_WORKERS ??= '1'
const args = process.argv.slice(2)
const onlyAsks = args.includes('-h') || args.includes('--help')
const database = onlyAsks ? undefined : await prepareDatabase()
// A shop that was only cloned has no mail server; what it would send is there to be read.
if (database?.embedded) process.env.MAIL_URL ||= `file:${encodeURI(root)}.larder/mail`
const served = await main(['start', ...args])
if (served) console.log(welcome(served.addresses[0]))
// From here on the gateway holds it.
await database?.release()

function welcome(address) {
  return `
  Larder is open at ${address}
${database.embedded ? '  Demo customer:    demo, with the password larder-demo\n' : ''}${mailFolder()}  To stop it:       Ctrl-C
`
}

function mailFolder() {
  const [, folder] = /^file:(.*)/.exec(process.env.MAIL_URL ?? '') ?? []
  return folder ? `  Mails go to:      ${decodeURI(folder)}\n` : ''
}
