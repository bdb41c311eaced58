import type { FastifyRequest } from 'fastify'

/**
 * The configuration of routes that machines ask every few seconds: they are in no access log and in no figure, where
 * they would hide the visitors, and are answered however busy the worker is.
 */
export const PROBE = { probe: true, impersonal: true, pressureHandler() {} }

/** Whether no visitor asks: a machine does, or the worker itself before it serves. */
export function isProbe({ routeOptions, server }: FastifyRequest): boolean {
  return routeOptions.config.probe === true || server.warmingUp
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether machines ask, and no visitors. */
    probe?: boolean
  }
}
