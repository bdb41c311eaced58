/** Milliseconds that a client may take for its whole request. */
export const SLOWEST_REQUEST = 30_000

/**
 * What each server of a worker is made with. Node gives the whole request the longer of two time-outs, this and its
 * `requestTimeout`, and looks for requests that are late twice a minute unless it is told to do so more often.
 */
export const HTTP_OPTIONS = { headersTimeout: SLOWEST_REQUEST, connectionsCheckingInterval: 2_000 }
