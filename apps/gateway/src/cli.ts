import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run, type Started } from '@larder/serve'
import { addShopCommands } from './commands/shop-commands.js'
import { version } from './version.js'

/** The command `gateway`: the verbs of @larder/serve for the shop, and verbs of the shop's own. */
export function main(args: string[]): Promise<Started | undefined> {
  loadDevelopmentEnvironment()
  return run(
    {
      name: 'gateway',
      version,
      description: 'The shop as a server.',
      serves: 'the shop',
      bin: fileURLToPath(new URL('../bin/gateway.js', import.meta.url)),
      app: new URL('./main.js', import.meta.url).href,
      title: 'larder-gateway',
      commands: addShopCommands,
      hints: {
        '--certfile': 'TLS ends in nginx: see infra/README.md.',
        '--reload': 'Use: npm run dev, which starts anew when a file changes.'
      }
    },
    args
  )
}

/** What a project says of a developer's machine. The environment wins, and production has its own. */
function loadDevelopmentEnvironment(): void {
  if (process.env.NODE_ENV !== 'production' && existsSync(DEVELOPMENT)) process.loadEnvFile(DEVELOPMENT)
}

/** In the working directory, as larder.json. */
const DEVELOPMENT = 'development.env'
