import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { sourceFiles } from './find-owners.mjs'

/**
 * Each error that a visitor may see (a status of 4xx) has a message, and its English is that of errors.ts, where programs
 * read it: `%s` there is a name in braces here.
 */
export function checkErrors(root, owners, used, report) {
  const byFolder = new Map([...owners.values()].map((owner) => [owner.root, owner]))
  // What doubles in testing/ answer is read by programs only.
  const tables = sourceFiles(root).filter(
    (file) => path.basename(file) === 'errors.ts' && path.basename(path.dirname(file)) !== 'testing'
  )
  for (const file of tables) {
    const owner = byFolder.get(path.join(...sourceRoot(root, file)))
    for (const { code, message, status } of readErrors(file)) {
      if (!owner) continue
      const key = `errors.${code}`
      const text = owner.english.get(key)
      used.add(`${owner.name}:${key}`)
      if (text === undefined && status >= 400 && status < 500)
        report(owner.file('en'), key, 'visitors may see this error. Add its message.')
      if (text !== undefined && text.replace(/\{\w+\}/g, '%s') !== message)
        report(
          owner.file('en'),
          key,
          `errors.ts says «${message}». Write the same, with names in braces for %s.`
        )
    }
  }
}

/** The folder that has `src/`. */
function sourceRoot(root, file) {
  const [parent, name] = path.relative(root, file).split(path.sep)
  return [root, parent, name]
}

function readErrors(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const errors = []
  visit(source)
  return errors

  function visit(node) {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'createError') {
      const [code, message, status] = node.arguments
      if (ts.isStringLiteralLike(code) && message && ts.isStringLiteralLike(message))
        errors.push({
          code: code.text,
          message: message.text,
          status: Number(status?.getText(source) ?? 500)
        })
    }
    ts.forEachChild(node, visit)
  }
}
