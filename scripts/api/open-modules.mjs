import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** Reads files of declarations as modules: what each declares, takes in and gives out. Prisma's client is not opened. */
export function openModules() {
  const cache = new Map()
  const open = (file) => {
    const known = cache.get(file) ?? readModule(file)
    cache.set(file, known)
    return known
  }

  /** What an exported or local name stands for: a declaration in a file, or something of another package. */
  const resolve = (file, name) => {
    const { locals, imports } = open(file)
    if (locals.has(name)) return { file, name }
    const taken = imports.get(name)
    return taken && follow(file, taken)
  }
  const follow = (file, { from, name }) => {
    const target = fileOf(file, from)
    if (!target) return { outside: { from: from.replace(/^.*\/generated\//, './generated/'), name } }
    return exportsOf(target).get(name) ?? resolve(target, name)
  }
  const exportsOf = (file) => {
    const { exports, stars } = open(file)
    const found = new Map()
    for (const { from } of stars) {
      const target = fileOf(file, from)
      if (target) for (const entry of exportsOf(target)) found.set(...entry)
      else found.set(`* ${from}`, { outside: { from, name: '*' } })
    }
    for (const [name, one] of exports)
      found.set(name, (one.from ? follow(file, one) : resolve(file, one.name)) ?? { file, name })
    return found
  }
  const declarationsOf = ({ file, name }) => open(file).locals.get(name) ?? []
  return { open, resolve, exportsOf, declarationsOf }
}

/** The files of declarations that one takes something from, those of generated code left out. */
export function importsOf(source) {
  return source.statements.flatMap((statement) => {
    const from = statement.moduleSpecifier?.text
    return (from && fileOf(source.fileName, from)) || []
  })
}

function fileOf(file, from) {
  if (!from.startsWith('.') || from.includes('/generated/')) return undefined
  return path.resolve(path.dirname(file), from.replace(/\.js$/, '.d.ts'))
}

function readModule(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const module = {
    source,
    locals: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
    additions: []
  }
  for (const statement of source.statements) readStatement(statement, module)
  return module
}

function readStatement(statement, module) {
  const { imports, exports, stars, additions } = module
  if (ts.isImportDeclaration(statement)) {
    for (const [local, taken] of namesTaken(statement)) imports.set(local, taken)
  } else if (ts.isExportDeclaration(statement)) {
    const from = statement.moduleSpecifier?.text
    if (!statement.exportClause) stars.push({ from })
    else if (ts.isNamedExports(statement.exportClause)) {
      for (const { name, propertyName } of statement.exportClause.elements)
        exports.set(name.text, { from, name: (propertyName ?? name).text })
    }
  } else if (ts.isExportAssignment(statement)) {
    exports.set('default', { name: statement.expression.getText() })
  } else if (ts.isModuleDeclaration(statement) && !ts.isIdentifier(statement.name)) additions.push(statement)
  else declare(statement, module)
}

function declare(statement, { locals, exports }) {
  const flags = ts.getCombinedModifierFlags(statement)
  for (const name of namesDeclared(statement)) {
    locals.set(name, [...(locals.get(name) ?? []), statement])
    if (!(flags & ts.ModifierFlags.Export)) continue
    exports.set(flags & ts.ModifierFlags.Default ? 'default' : name, { name })
  }
}

function namesTaken({ importClause, moduleSpecifier }) {
  const from = moduleSpecifier.text
  const named = importClause?.namedBindings
  const own = importClause?.name ? [[importClause.name.text, { from, name: 'default' }]] : []
  if (!named || ts.isNamespaceImport(named)) return own
  const others = named.elements.map(({ name, propertyName }) => [
    name.text,
    { from, name: (propertyName ?? name).text }
  ])
  return [...own, ...others]
}

function namesDeclared(statement) {
  if (!ts.isVariableStatement(statement)) return statement.name ? [statement.name.text] : ['default']
  return statement.declarationList.declarations.map(({ name }) => name.getText())
}
