import type { FastifyContextConfig, FastifyRequest } from 'fastify'

export interface MonitoringOptions {
  /** What other plugins are to know of these routes: that they need no session, say. @default nothing */
  config?: FastifyContextConfig | undefined
}

/**
 * The configuration of a route that machines ask every few seconds: it is in no access log and in no metric, where it would
 * hide the visitors.
 */
export function monitoringRoute({ config }: MonitoringOptions): FastifyContextConfig {
  return { ...config, probe: true }
}

/** Whether no visitor asks: a machine does, or the worker itself before it serves. */
export function isProbe({ routeOptions, server }: FastifyRequest): boolean {
  return routeOptions.config.probe === true || server.warmingUp
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether machines ask, and no visitors. */
    probe?: boolean
  }
  interface FastifySchema {
    /** For those who describe routes, as @fastify/swagger does. */
    summary?: string
  }
}
