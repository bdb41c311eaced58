import encodeQr from 'qr'

/**
 * A QR code as an SVG without a style of its own. Level M is what EPC069-12 asks for,
 * and a quiet zone of four modules what ISO/IEC 18004 does.
 */
export function qrSvg(content: string): string {
  return encodeQr(content, 'svg', { ecc: 'medium', border: 4 })
}
