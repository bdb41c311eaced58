import type { FastifyHelmetOptions } from '@fastify/helmet'

/** A strict Content-Security-Policy (W3C CSP 3): nothing inline, nothing from elsewhere but pictures. */
export function securityHeaders(secure: boolean): FastifyHelmetOptions {
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
