import type { StaticsEntry } from '@larder/blueprint'
import { lines } from './syntax.js'
import { escapePattern, type Group, LANGUAGE, upstreamOf } from './upstreams.js'

/**
 * Where larger bodies come than elsewhere: files that staff send, notifications of payments. The gateway reads the largest
 * as they come, and refuses early what is too large.
 *
 * @param passing how a request is passed on to an upstream
 */
export function renderLargeBodies(
  name: string,
  groups: Group[],
  { statics, passing }: { statics: StaticsEntry[]; passing: (upstream: string) => string }
): string {
  return statics
    .flatMap(({ blueprint, bodyLimits = [] }) => {
      const upstream = upstreamOf(blueprint, groups, name)
      return bodyLimits.map(({ url, bytes }) =>
        lines(
          `location ~ "^${LANGUAGE}${patternOf(url)}$" {`,
          `client_max_body_size ${bytes};`,
          bytes > BUFFERED && 'proxy_request_buffering off;',
          passing(upstream),
          '}'
        )
      )
    })
    .join('\n')
}

/** Bytes of a body that nginx takes in whole before it passes it on. */
const BUFFERED = 2 * 1024 * 1024

function patternOf(url: string): string {
  return url
    .split(/:\w+(?:\([^)]*\))?/)
    .map(escapePattern)
    .join('[^/]+')
}
