// npm start: from a clone to a shop that answers.
import { build } from './build.mjs'

await build()
// What comes from our packages is there only now.
const { main } = await import('@larder/gateway/cli')
const { prepareDatabase } = await import('./prepare-database.mjs')

// To look at the shop, one worker will do.
process.env.LARDER_WORKERS ??= '1'
const args = process.argv.slice(2)
const onlyAsks = args.includes('-h') || args.includes('--help')
const database = onlyAsks ? undefined : await prepareDatabase()
const address = await main(['start', ...args])
if (address) console.log(welcome(address))
// From here on the gateway holds it.
await database?.release()

function welcome(address) {
  return `
  Larder is open at ${address}
${database.embedded ? '  Demo customer:    demo, with the password larder-demo\n' : ''}  To stop it:       Ctrl-C
`
}
