import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Contender } from './contenders.js'
import type { Undo } from './undo.js'

/** One nginx for all contenders: it keeps connections to those who do, and passes everything on, static files too. */
export async function startNginx(
  undo: Undo,
  folder: string,
  contenders: Contender[]
): Promise<{ pid: number }> {
  mkdirSync(`${folder}/nginx`)
  writeFileSync(`${folder}/nginx.conf`, render(`${folder}/nginx`, contenders))
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find(existsSync)
  if (!binary)
    throw new Error('nginx is not installed: apt-get install -y --no-install-recommends nginx-light')
  const child = spawn(
    binary,
    ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/nginx/error.log`],
    {
      stdio: ['ignore', 'inherit', 'inherit']
    }
  )
  const exit = once(child, 'exit')
  undo.later(async () => {
    child.kill('SIGTERM')
    await exit
  })
  while (!existsSync(`${folder}/nginx/pid`)) {
    if (child.exitCode !== null) throw new Error('nginx does not start: see above.')
    await delay(10)
  }
  return { pid: child.pid ?? 0 }
}

function render(folder: string, contenders: Contender[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Real-IP $remote_addr;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  keepalive_requests 1000000;
${contenders.map(renderContender).join('')}
}
`
}

function renderContender({ ports, origin }: Contender): string {
  const { host, port } = new URL(origin)
  return `
  upstream app_${port} {
${ports.map((port) => `    server 127.0.0.1:${port};`).join('\n')}
    keepalive 64;
    keepalive_requests 1000000;
  }
  server {
    listen ${host};
    location / { proxy_pass http://app_${port}; }
  }
`
}
