import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, linkify: false })

/** A page as markdown-it reads it, with the title and the anchors of its headings. */
export function parsePage(text) {
  const tokens = markdown.parse(text, {})
  const headings = []
  const taken = new Map()
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return
    const title = textOf(tokens[index + 1].children)
    const id = anchorOf(title, taken)
    token.attrSet('id', id)
    headings.push({ level: Number(token.tag[1]), id, title })
  })
  const title = headings.find(({ level }) => level === 1)?.title ?? headings[0]?.title ?? ''
  return { tokens, headings, title, anchors: new Set(headings.map(({ id }) => id)) }
}

/**
 * The HTML of a page.
 *
 * @param resolve gives the URL of a link or a picture; undefined for a link that leads nowhere in the site
 */
export function renderPage({ tokens }, resolve) {
  for (const { children } of tokens) {
    if (!children) continue
    const closing = []
    for (const token of children) {
      if (token.type === 'image') token.attrSet('src', resolve(token.attrGet('src')) ?? '')
      if (token.type === 'link_open') {
        const url = resolve(token.attrGet('href'))
        closing.push(url)
        // `[test](file "name")` is for tests that read the source.
        token.attrs = url === undefined ? [['class', 'source']] : [['href', url]]
        if (url === undefined) token.tag = 'span'
      }
      if (token.type === 'link_close' && closing.pop() === undefined) token.tag = 'span'
    }
  }
  const html = markdown.renderer.render(tokens, markdown.options, {})
  // A table that is wider than a phone scrolls by itself.
  return html
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
}

function textOf(children) {
  return children.map(({ content }) => content).join('')
}

/** As forges make them, so that links hold in both places. */
function anchorOf(title, taken) {
  const id = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
  const times = taken.get(id) ?? 0
  taken.set(id, times + 1)
  return times === 0 ? id : `${id}-${times}`
}
