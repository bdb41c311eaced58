// Installs and builds. The commands of package.json do it by themselves.
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
