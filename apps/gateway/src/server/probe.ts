/**
 * The configuration of routes that machines ask every few seconds: they are in no access log and in no figure, where
 * they would hide the visitors, and are answered however busy the worker is.
 */
export const PROBE = { probe: true, impersonal: true, pressureHandler() {} }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether machines ask, and no visitors. */
    probe?: boolean
  }
}
