import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/**
 * The packages of a workspace, by the folders that have a package.json.
 *
 * @returns each with its `folder` from the root, its `name`, the packages that it `needs` in production, and the
 * `sources` of its src folder
 */
export function readPackages(root) {
  const parents = ['packages', 'apps'].filter((parent) => existsSync(path.join(root, parent)))
  const folders = parents.flatMap((parent) =>
    readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`)
  )
  return [...folders, 'infra']
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'))
      const needs = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
      return { folder, name: manifest.name, needs, sources: readSources(path.join(root, folder, 'src')) }
    })
}

/** Every TypeScript file below a folder; code that a generator wrote is left out. */
function readSources(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.split(path.sep).includes('generated'))
    .sort()
    .map((file) => ({ path: file, ...readSource(path.join(folder, file), folder) }))
}

function readSource(file, folder) {
  const text = readFileSync(file, 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const specifiers = importsOf(tree)
  return {
    lines: text.split('\n').length - 1,
    commentLines: countCommentLines(tree),
    functions: functionsOf(tree),
    /** Files of the same src folder. */
    files: specifiers
      .filter((name) => name.startsWith('.'))
      .map((name) => path.relative(folder, path.resolve(path.dirname(file), name)).replace(/\.js$/, '.ts')),
    packages: specifiers
      .filter((name) => !name.startsWith('.'))
      .map((name) => name.split('/').slice(0, 2).join('/'))
  }
}

/** What a file imports and re-exports, types and `import()` among them. */
function importsOf(node) {
  const below = []
  ts.forEachChild(node, (child) => void below.push(...importsOf(child)))
  const specifier = specifierOf(node)
  return specifier && ts.isStringLiteral(specifier) ? [specifier.text, ...below] : below
}

function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node)) return node.argument.literal
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isImport ? node.arguments[0] : undefined
}

/** Every function with a body: its name or first words, its line and how many lines it has. */
function functionsOf(tree) {
  const found = []
  visit(tree)
  return found

  function visit(node) {
    if (ts.isFunctionLike(node) && node.body) {
      const line = lineAt(tree, node.getStart())
      const name = node.name?.getText() ?? node.getText().split('\n')[0].slice(0, 40)
      found.push({ name, line: line + 1, lines: lineAt(tree, node.end) - line + 1 })
    }
    ts.forEachChild(node, visit)
  }
}

/** Lines that hold a comment and nothing before it. */
function countCommentLines(tree) {
  const lines = new Set()
  visit(tree)
  return lines.size

  function visit(node) {
    const children = node.getChildren(tree)
    for (const child of children) visit(child)
    if (children.length > 0) return
    const before = ts.getLeadingCommentRanges(tree.text, node.pos) ?? []
    const after = ts.getTrailingCommentRanges(tree.text, node.end) ?? []
    for (const { pos, end } of [...before, ...after]) {
      const first = lineAt(tree, pos)
      const isOwnLine = tree.text.slice(tree.getPositionOfLineAndCharacter(first, 0), pos).trim() === ''
      for (let line = isOwnLine ? first : first + 1; line <= lineAt(tree, end); line += 1) lines.add(line)
    }
  }
}

function lineAt(tree, position) {
  return tree.getLineAndCharacterOfPosition(position).line
}
