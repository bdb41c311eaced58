/** The path if it stays on this site, so that a link or a form cannot send visitors to another. */
export function localPath(path: string | undefined): string | undefined {
  if (!path?.startsWith('/') || !URL.canParse(path, HERE)) return undefined
  const { origin, pathname, search } = new URL(path, HERE)
  return origin === HERE && !pathname.startsWith('//') ? pathname + search : undefined
}

const HERE = 'http://here.invalid'
