import { health, metrics } from '@larder/serve/server'
import Fastify from 'fastify'

// No shop, no database, and no listen(): larder-serve does that, with as many processes as it is told.
export const app = Fastify()

app.register(health)
app.register(metrics)

app.get('/', async ({ ip }) => ({ bread: 'fresh at 6', you: ip }))
