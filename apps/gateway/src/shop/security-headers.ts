import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import helmet, { type HelmetOptions } from 'helmet'

export interface SecurityHeadersOptions {
  /** Whether visitors come by HTTPS. */
  secure: boolean
}

/** Helmet's headers on every answer of the app. */
export default fp(securityHeaders, { name: 'security-headers', fastify: '5.x' })

async function securityHeaders(app: FastifyInstance, { secure }: SecurityHeadersOptions) {
  const headers = makeSecurityHeaders(secure)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/** The headers, which are always the same: helmet is asked for them once. */
export function makeSecurityHeaders(secure: boolean): OutgoingHttpHeaders {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  helmet(choose(secure))(response.req, response, () => {})
  return response.getHeaders()
}

/** A strict Content-Security-Policy (W3C CSP 3): nothing inline, nothing from elsewhere but pictures. */
function choose(secure: boolean): HelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Pico draws the arrows of its controls as data: URLs.
        imgSrc: ["'self'", 'https:', 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] })
      }
    },
    strictTransportSecurity: secure && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
    // With helmet's no-referrer, browsers send `Origin: null` with forms over plain HTTP, and we would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' }
  }
}
