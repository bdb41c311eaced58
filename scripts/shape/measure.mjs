import path from 'node:path'
import { findCircles, layersOf } from './layers.mjs'

/** Packages and the imports between them, but for those of their doors for tests. */
export function measureWorkspace(packages) {
  const names = new Set(packages.map(({ name }) => name))
  const imports = packages.map(({ name, needs, sources }) => [
    name,
    sources.flatMap((source) => source.packages).filter((other) => needs.includes(other))
  ])
  return layersOf(graphOf(imports, names))
}

/**
 * One package's src. A room is a folder in it, or a file beside such a folder; rooms of a package without folders are
 * its files.
 */
export function measurePackage({ sources }) {
  const rooms = groupBy(sources, (source) => roomOf(source.path))
  const imports = [...rooms].map(([room, files]) => [room, files.flatMap((file) => file.files.map(roomOf))])
  const files = sources.map((source) => [source.path, source.files])
  const isFolder = (room) => !room.endsWith('.ts')
  const layers = layersOf(graphOf(imports, new Set(rooms.keys())))
  const functions = sources.flatMap((source) => source.functions.map(({ lines }) => lines))
  return {
    rooms: rooms.size,
    ...layers,
    circles: layers.circles.filter((circle) => circle.some(isFolder)),
    fileCircles: findCircles(graphOf(files, new Set(sources.map((source) => source.path)))),
    fileLines: sources.map(({ lines }) => lines),
    functionLines: functions,
    folderSizes: [...groupBy(sources, (source) => path.dirname(source.path)).values()].map(
      ({ length }) => length
    ),
    commentLines: sum(sources.map(({ commentLines }) => commentLines))
  }
}

export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The number that `share` of the numbers do not exceed; 0 of none. */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function graphOf(imports, nodes) {
  return new Map(
    imports.map(([node, targets]) => [
      node,
      new Set(targets.filter((target) => nodes.has(target) && target !== node))
    ])
  )
}

function groupBy(values, keyOf) {
  const groups = new Map()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

function roomOf(file) {
  return file.split(path.sep)[0]
}
