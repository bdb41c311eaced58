import decodeQr from 'qr/decode.js'

/** Reads a QR code as a phone does, from an SVG whose path visits each dark module. */
export function readQr(svg: string): string {
  const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const width = modules * MODULE
  const data = new Uint8Array(width * width * 4).fill(255)
  let [x, y] = [0, 0]
  for (const [, letter, dx, dy] of svg.matchAll(/([Mm])(-?[\d.]+)[ ,]?(-?[\d.]+)/g)) {
    ;[x, y] = letter === 'M' ? [Number(dx), Number(dy)] : [x + Number(dx), y + Number(dy)]
    for (let row = y * MODULE; row < (y + 1) * MODULE; row++)
      data.fill(0, (row * width + x * MODULE) * 4, (row * width + (x + 1) * MODULE) * 4)
  }
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255
  return decodeQr({ width, height: width, data })
}

/** Pixels to a side of a module. */
const MODULE = 4
