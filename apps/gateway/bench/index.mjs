// The shop behind nginx, against the same in raw Fastify and in Flask. What is measured, and how: docs/performance.md.
import { register } from 'tsx/esm/api'

register()
await import('./main.ts')
