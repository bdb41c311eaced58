import encodeQr from 'qr'

/** A QR code as an SVG that has no style of its own. Level M is what EPC069-12 asks for. */
export function qrSvg(content: string): string {
  return encodeQr(content, 'svg', { ecc: 'medium' })
}
