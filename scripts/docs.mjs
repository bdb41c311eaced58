// npm run docs: the Markdown of docs/ and the READMEs as a static site, in dist/docs. A dead link fails it.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildSite } from './docs/build-site.mjs'
import { fail, root } from './run.mjs'

const HELP = `npm run docs -- [--out FOLDER] [--source URL]

Makes a static site of the documentation, for any web server.

  --out FOLDER    where to; what is there is removed. By default dist/docs
  --source URL    where the sources can be read, which links to files lead to then:
                  https://forge.example/larder/blob/main. By default they are plain text
  --root FOLDER   the checkout. By default this one
`

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    source: { type: 'string' },
    root: { type: 'string', default: root },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) console.log(HELP)
else {
  const out = path.resolve(process.env.INIT_CWD ?? '', values.out ?? path.join(root, 'dist/docs'))
  const { pages, problems } = buildSite({ root: values.root, out, source: values.source })
  if (problems.length > 0) fail(problems.join('\n'))
  console.log(`larder: ${pages} pages in ${out}. Open ${path.join(out, 'index.html')}`)
}
