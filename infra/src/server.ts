/** What an nginx of its own needs around its sites: nothing outside `folder` is read or written. */
export function renderServer(folder: string, sites: string[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `# Made by: npm run deploy:local. An nginx beside the system's own.
${process.getuid?.() === 0 ? '# Started by root, who may be the only one to read the checkout.\nuser root;' : ''}
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log notice;

events { worker_connections 4096; }

http {
  include ${folder}/mime.types;
  default_type application/octet-stream;
  sendfile on;
  tcp_nopush on;

  log_format larder '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                    '"$http_referer" "$http_user_agent" $upstream_addr $upstream_status $request_time';
  access_log ${folder}/access.log larder;
${temporary.map((name) => `  ${name}_temp_path ${folder}/temp/${name};`).join('\n')}

${sites.map((site) => `  include ${site};`).join('\n')}
}
`
}

/** The types of the files that the shop has. */
export const MIME_TYPES = `types {
  text/html html;
  text/css css;
  text/plain txt;
  text/javascript js mjs;
  application/json json map;
  application/manifest+json webmanifest;
  image/svg+xml svg;
  image/png png;
  image/jpeg jpg jpeg;
  image/webp webp;
  image/avif avif;
  image/x-icon ico;
  font/woff2 woff2;
}
`
