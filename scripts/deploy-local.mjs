// npm run deploy:local: two instances behind nginx on this machine, in the background.
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
// What comes from our packages is there only now.
const { main } = await import('@larder/infra')
const { prepareDatabase } = await import('./database/prepare-database.mjs')
await main(['local', ...process.argv.slice(2)], prepareDatabase)
