// npm run deploy:nginx: prints a site for the system's nginx, and touches nothing of it.
import { build } from './build.mjs'

// What the build says does not belong into the site.
await build({ stdio: ['inherit', process.stderr, 'inherit'] })
const { main } = await import('@larder/infra')
await main(['nginx', ...process.argv.slice(2)])
