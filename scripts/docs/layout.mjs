import { relativeUrl } from './resolve-link.mjs'

const WORDS = {
  en: {
    guides: 'Guides',
    packages: 'Packages',
    start: 'Start',
    content: 'On this page',
    skip: 'Skip to content',
    other: '中文'
  },
  'zh-CN': {
    guides: '指南',
    packages: '各个包',
    start: '开始',
    content: '本页目录',
    skip: '跳到正文',
    other: 'English'
  }
}

/** The whole page: navigation, content, headings. It needs no script. */
export function renderLayout(page, pages) {
  const words = WORDS[page.language]
  const link = (to) => escapeHtml(relativeUrl(page.url, to))
  const other = pages.find(({ file }) => file === otherLanguage(page.file))
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}${page.title === 'Larder' ? '' : ' · Larder'}</title>
<link rel="stylesheet" href="${link('site.css')}">${other ? `\n<link rel="alternate" hreflang="${other.language}" href="${link(other.url)}">` : ''}
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header>
<a class="name" href="${link(page.language === 'en' ? 'index.html' : 'zh-CN/index.html')}">Larder</a>
${other ? `<a href="${link(other.url)}" lang="${other.language}">${words.other}</a>` : ''}
</header>
<div class="columns">
<nav aria-label="${words.guides}">
${['start', 'guides', 'packages'].map((group) => renderGroup(group, page, pages, words, link)).join('\n')}
</nav>
<main id="content">
${page.content}
</main>
${renderHeadings(page, words)}
</div>
</body>
</html>
`
}

/** A page in Chinese has the Chinese pages first, and the English ones that have no other form. */
function renderGroup(group, page, pages, words, link) {
  const shown = pages.filter(
    (one) =>
      one.group === group &&
      (one.language === page.language ||
        (page.language !== 'en' && !pages.some(({ file }) => file === otherLanguage(one.file))))
  )
  const isForeign = ({ language }) => Number(language !== page.language)
  shown.sort((one, other) => isForeign(one) - isForeign(other))
  const items = shown.map(({ url, title, language, file }) => {
    const current = file === page.file ? ' aria-current="page"' : ''
    const tongue = language === page.language ? '' : ` lang="${language}"`
    return `<li><a href="${link(url)}"${current}${tongue}>${escapeHtml(title)}</a></li>`
  })
  return items.length > 0 ? `<h2>${words[group]}</h2>\n<ul>\n${items.join('\n')}\n</ul>` : ''
}

function renderHeadings({ headings }, words) {
  const shown = headings.filter(({ level }) => level === 2)
  if (shown.length < 2) return ''
  const items = shown.map(({ id, title }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(title)}</a></li>`)
  return `<aside aria-label="${words.content}">\n<h2>${words.content}</h2>\n<ul>\n${items.join('\n')}\n</ul>\n</aside>`
}

/** The same page in the other language. */
function otherLanguage(file) {
  if (file === 'README.md') return 'README.zh-CN.md'
  if (file === 'README.zh-CN.md') return 'README.md'
  if (file.startsWith('docs/zh-CN/')) return file.replace('docs/zh-CN/', 'docs/')
  return file.startsWith('docs/') ? file.replace('docs/', 'docs/zh-CN/') : undefined
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
