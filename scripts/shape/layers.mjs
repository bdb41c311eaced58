/**
 * A graph, as a map of each node to the set of nodes that it imports, in layers: as few arrows as possible run back up.
 *
 * @returns `arrows`, `floors` (layers), `backUp` (arrows against the layers) and `circles`: sets of two nodes or more
 * that import each other, by whatever way
 */
export function layersOf(graph) {
  const circles = findCircles(graph)
  const down = new Map([...graph].map(([node, targets]) => [node, new Set(targets)]))
  let backUp = 0
  for (const circle of circles) {
    for (const [from, to] of arrowsBackUp(graph, circle)) {
      down.get(from).delete(to)
      backUp += 1
    }
  }
  const arrows = [...graph.values()].reduce((sum, targets) => sum + targets.size, 0)
  return { arrows, floors: countFloors(down), backUp, circles }
}

/** Tarjan's strongly connected components of more than one node. */
export function findCircles(graph) {
  const found = []
  const index = new Map()
  const low = new Map()
  const stack = []
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return found

  function visit(node) {
    index.set(node, index.size)
    low.set(node, index.get(node))
    stack.push(node)
    for (const next of graph.get(node)) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)))
    }
    if (low.get(node) !== index.get(node)) return
    const circle = stack.splice(stack.indexOf(node))
    if (circle.length > 1) found.push(circle.sort())
  }
}

/**
 * The fewest arrows within a circle that have to go so that it is none: the best order of its nodes, found for every
 * subset of them (Held and Karp). Exact, and quick for twenty nodes.
 */
function arrowsBackUp(graph, circle) {
  const masks = circle.map((node) => circle.reduce(maskOf(graph.get(node)), 0))
  const all = 2 ** circle.length - 1
  const cost = new Uint32Array(all + 1).fill(circle.length ** 2)
  const lowest = new Uint8Array(all + 1)
  cost[0] = 0
  // `subset` stands above all others: the node that joins it at its lower end pays for its arrows into it.
  for (let subset = 0; subset < all; subset += 1) {
    for (const [node, targets] of masks.entries()) {
      if (subset & (1 << node)) continue
      const next = subset | (1 << node)
      const price = cost[subset] + countBits(targets & subset)
      if (price < cost[next]) {
        cost[next] = price
        lowest[next] = node
      }
    }
  }
  const arrows = []
  for (let subset = all; subset > 0; ) {
    const node = lowest[subset]
    subset &= ~(1 << node)
    for (const [target, to] of circle.entries()) {
      if (masks[node] & subset & (1 << target)) arrows.push([circle[node], to])
    }
  }
  return arrows
}

function maskOf(targets) {
  return (mask, node, place) => (targets.has(node) ? mask | (1 << place) : mask)
}

function countBits(mask) {
  let count = 0
  for (let rest = mask; rest > 0; rest &= rest - 1) count += 1
  return count
}

/** Nodes of the longest way down a graph without a circle. */
function countFloors(graph) {
  const heights = new Map()
  return Math.max(0, ...[...graph.keys()].map(heightOf))

  function heightOf(node) {
    if (!heights.has(node)) heights.set(node, 1 + Math.max(0, ...[...graph.get(node)].map(heightOf)))
    return heights.get(node)
  }
}
