// npm run build: builds what has changed, with what is installed.
import { build } from './workspace.mjs'

await build()
