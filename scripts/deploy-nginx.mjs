// npm run deploy:nginx: prints a site for the system's nginx, and touches nothing of it.
import { installAndBuild } from './workspace.mjs'

// What these say does not belong into the site.
await installAndBuild({ stdio: ['inherit', process.stderr, 'inherit'] })
const { main } = await import('@larder/infra')
await main(['nginx', ...process.argv.slice(2)])
