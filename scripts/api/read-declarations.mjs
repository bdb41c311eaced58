import path from 'node:path'
import ts from 'typescript'
import { importsOf, openModules } from './open-modules.mjs'

/**
 * What a package exports, by the declarations that its build has made.
 *
 * @param exports of its package.json
 * @returns each door with its text, and what the package adds to the types of other packages
 */
export function readDeclarations(folder, exports = {}) {
  const modules = openModules()
  const doors = Object.entries(exports).map(([door, { types }]) => ({ door, file: path.join(folder, types) }))
  const entries = doors.map(({ door, file }) => ({ door, text: printDoor(modules, file) }))
  const reached = [
    ...reach(
      modules,
      doors.map(({ file }) => file)
    )
  ].sort()
  const additions = reached.flatMap((file) => modules.open(file).additions.map(print))
  return { entries, additions: [...new Set(additions)].sort().join('\n\n') }
}

function printDoor(modules, file) {
  const exported = modules.exportsOf(file)
  const shown = new Set()
  const texts = [...exported].sort(byName).map(([name, found]) => printExport(modules, name, found, shown))
  const named = findNamed(modules, [...shown]).map(({ declaration }) => print(declaration))
  const inner = named.length > 0 ? ['// Named by these, and not exported:', ...named.sort()] : []
  return [...texts, ...inner].join('\n\n')
}

const byName = ([a], [b]) => (a < b ? -1 : 1)

/** An export, which is a declaration of ours, or comes from another package or from generated code. */
function printExport(modules, name, found, shown) {
  if (found.outside) {
    const { from, name: original } = found.outside
    const names = original === name ? name : `${original} as ${name}`
    return original === '*' ? `export * from '${from}'` : `export { ${names} } from '${from}'`
  }
  const declarations = modules.declarationsOf(found)
  for (const declaration of declarations) shown.add(declaration)
  const alias = found.name === name ? [] : [`export { ${found.name} as ${name} }`]
  return [...declarations.map((one) => `export ${print(one)}`), ...alias].join('\n')
}

/** Declarations that others name, and those name in turn, without these others. */
function findNamed(modules, shown) {
  const seen = new Set(shown)
  const found = []
  const queue = [...shown]
  for (let declaration = queue.shift(); declaration; declaration = queue.shift()) {
    for (const name of namesIn(declaration)) {
      const target = modules.resolve(declaration.getSourceFile().fileName, name)
      if (!target || target.outside) continue
      for (const next of modules.declarationsOf(target)) {
        if (seen.has(next)) continue
        seen.add(next)
        found.push({ declaration: next })
        queue.push(next)
      }
    }
  }
  return found
}

function namesIn(node) {
  const names = new Set()
  const visit = (child) => {
    if (ts.isIdentifier(child) && child.parent.name !== child) names.add(child.text)
    ts.forEachChild(child, visit)
  }
  visit(node)
  return names
}

function reach(modules, files) {
  const seen = new Set()
  const queue = [...files]
  for (let file = queue.shift(); file; file = queue.shift()) {
    if (seen.has(file)) continue
    seen.add(file)
    queue.push(...importsOf(modules.open(file).source))
  }
  return seen
}

const printer = ts.createPrinter({ removeComments: true })

function print(node) {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
  return ts.isModuleDeclaration(node) ? text : text.replace(/^(export )?(declare )?/, '')
}
