// What runs in a worker. It is a door of its own: Fastify and Prometheus are no matter of the master.
export { type LogOptions, type Logs, openLogs } from './logs/log-files.js'
export { default as health, type HealthOptions, type Obstacle } from './metrics/health.js'
export { default as metrics } from './metrics/metrics.js'
export { isProbe, type MonitoringOptions, monitoringRoute } from './metrics/monitoring-route.js'
export type { Samples } from './metrics/samples.js'
export type { AppStates } from './server/app-states.js'
export { makeClientErrorHandler, renderClientError } from './server/client-errors.js'
export { createServer, type ServerOptions } from './server/create-server.js'
