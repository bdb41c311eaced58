import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type {} from '@larder/payments'
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
  let headers = makeSecurityHeaders(secure)
  app.addHook('onReady', async () => {
    // Chromium and Safari hold the redirect after a form to `form-action`, too (w3c/webappsec-csp#8).
    const providers = app.hasDecorator('payments')
      ? app.payments.methods.flatMap(({ origins = [] }) => origins)
      : []
    headers = makeSecurityHeaders(secure, providers)
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/**
 * The headers, which are always the same: helmet is asked for them once.
 *
 * @param formOrigins where forms may lead to besides this shop
 */
export function makeSecurityHeaders(secure: boolean, formOrigins: string[] = []): OutgoingHttpHeaders {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  helmet(choose(secure, formOrigins))(response.req, response, () => {})
  return response.getHeaders()
}

/** A strict Content-Security-Policy (W3C CSP 3): nothing inline, nothing from elsewhere but pictures. */
function choose(secure: boolean, formOrigins: string[]): HelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // The style sheet has the arrow of a choice as a data: URL.
        imgSrc: ["'self'", 'https:', 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'", ...formOrigins],
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
