import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import ts from 'typescript'
import { filesIn, foldersIn, sourceFiles } from './find-owners.mjs'

const { Eta } = createRequire(new URL('../../packages/blueprint/package.json', import.meta.url))('eta')
const eta = new Eta({ autoTrim: false, debug: true })

/**
 * Finds what is asked for in templates and in TypeScript: `t('key', { … })`, `tHtml`, `tOf('group', value)`, `t.of`.
 *
 * @returns `keys` that are used, those of them that are `html`, the `calls` and `groups` with their places, `problems`
 */
export function findUses(root, owners) {
  const found = { keys: new Set(), html: new Set(), calls: [], groups: [], problems: [] }
  for (const file of sourceFiles(root)) {
    // There the functions themselves are.
    if (file.includes(`blueprint${path.sep}src${path.sep}messages`)) continue
    // The app's own keys need no name. Nobody else knows whose request it is.
    const owner = file.startsWith(path.join(root, 'apps')) ? '' : undefined
    readCalls(readFileSync(file, 'utf8'), { file, owner, root }, found)
  }
  for (const [file, owner] of findTemplates(root, owners))
    readCalls(readCode(readFileSync(file, 'utf8')), { file, owner, root }, found)
  for (const { group } of found.groups) {
    const [name, own] = group.split(/:(.*)/s)
    for (const key of owners.get(name)?.english.keys() ?? []) {
      if (key.startsWith(`${own}.`)) found.keys.add(`${name}:${key}`)
    }
  }
  return found
}

/** Each template with its owner: the blueprint that it lies in, or whose folder of the app it lies in. */
function findTemplates(root, owners) {
  const roots = new Map([...owners.values()].map((owner) => [owner.root, owner.name]))
  const folders = ['packages', 'apps'].flatMap((parent) =>
    foldersIn(path.join(root, parent)).flatMap((folder) => [folder, ...foldersIn(folder)])
  )
  // What npm create larder copies is an app of its own, whose messages stand beside it.
  const ours = folders.filter((folder) => !folder.endsWith('create-larder/template'))
  return ours.flatMap((folder) =>
    ['templates', 'mail'].flatMap((kind) =>
      filesIn(path.join(folder, kind), '.eta').map((file) => {
        const [first] = path.relative(path.join(folder, kind), file).split(path.sep)
        const isApp = roots.get(folder) === ''
        return [file, isApp && owners.has(first) ? first : (roots.get(folder) ?? path.basename(folder))]
      })
    )
  )
}

/** The JavaScript of a template, each piece in its line. */
function readCode(template) {
  let code = ''
  let line = 1
  for (const node of eta.parse(template)) {
    if (typeof node === 'string') continue
    const piece = node.t === 'e' ? `${node.val}\n` : `;(${node.val});`
    const padding = '\n'.repeat(Math.max(0, node.lineNo - line))
    code += padding + piece
    line += padding.length + piece.split('\n').length - 1
  }
  return code
}

function readCalls(code, { file, owner, root }, found) {
  if (!/\bt(Html|Of)?\b/.test(code)) return
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  visit(source)

  function visit(node) {
    if (ts.isCallExpression(node)) readCall(node)
    ts.forEachChild(node, visit)
  }

  function readCall(node) {
    const kind = kindOf(node.expression)
    if (!kind) return
    const [first, values] = node.arguments
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
    const place = `${file}:${line}`
    const problem = (advice) =>
      found.problems.push(`${path.relative(root, place)}: ${node.getText(source)}: ${advice}`)
    if (!first || !ts.isStringLiteralLike(first))
      return problem('a key is a literal text, so that it can be found. Write one call for each.')
    if (!first.text.includes(':') && owner === undefined)
      return problem("in TypeScript a key names its blueprint: t('goods:list.title').")
    const key = first.text.includes(':') ? first.text : `${owner}:${first.text}`
    if (kind === 'of') return found.groups.push({ place, group: key })
    found.keys.add(key)
    if (kind === 'html') found.html.add(key)
    found.calls.push({ place, key, given: givenNames(values) })
  }
}

/** What a call asks for; undefined where it is another function's. */
function kindOf(callee) {
  const name = ts.isIdentifier(callee)
    ? callee.text
    : ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : ''
  if (name === 't') return 'text'
  if (name === 'tHtml') return 'html'
  if (name === 'tOf') return 'of'
  const object = ts.isPropertyAccessExpression(callee) ? callee.expression.getText() : ''
  return name === 'of' && /(^|\.)t$/.test(object) ? 'of' : undefined
}

/** The names of an object that is written out; undefined where that cannot be read. */
function givenNames(values) {
  if (!values) return []
  if (!ts.isObjectLiteralExpression(values) || values.properties.some(ts.isSpreadAssignment)) return undefined
  return values.properties.map(({ name }) => name?.getText() ?? '')
}
