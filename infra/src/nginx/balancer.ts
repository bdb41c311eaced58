import type { Nginx } from '../deployment.js'

type Balancer = NonNullable<Nginx['balancer']>

/** A variable with the visitor's scheme. Requests from the balancer bring theirs in a header. */
export function renderScheme(name: string, { addresses }: Balancer): string {
  return `geo $realip_remote_addr $${name}_by_balancer {
default 0;
${addresses.map((address) => `${address} 1;`).join('\n')}
}

map "$${name}_by_balancer $http_x_forwarded_proto" $${name}_scheme {
default $scheme;
"1 http" http;
"1 https" https;
}`
}

/** Takes the visitor's address from the balancer's header, for logs, limits and the gateways. */
export function renderRealIp({ addresses, header }: Balancer): string {
  return `# A balancer stands before this nginx, and says who comes.
${addresses.map((address) => `set_real_ip_from ${address};`).join('\n')}
real_ip_header ${header};
real_ip_recursive on;`
}
