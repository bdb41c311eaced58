/** Routes that machines ask need no session, and are answered however busy the worker is. */
export const MONITORED = { impersonal: true, pressureHandler() {} }
