/** Sets the physical size of a PNG. */

/** Signature and the IHDR chunk, which comes first and always has 13 bytes. */
const AFTER_HEADER = 8 + 12 + 13
const INCH = 0.0254

/** The PNG with a pHYs chunk, from which programs take the print size. PNG specification (W3C 2003), 11.3.5.3. */
export function withDotsPerInch(png: Uint8Array, dpi: number): Uint8Array {
  const chunk = new Uint8Array(12 + 9)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, 9)
  chunk.set(new TextEncoder().encode('pHYs'), 4)
  const perMetre = Math.round(dpi / INCH)
  view.setUint32(8, perMetre)
  view.setUint32(12, perMetre)
  view.setUint8(16, 1)
  view.setUint32(17, crc32(chunk.subarray(4, 17)))
  const whole = new Uint8Array(png.length + chunk.length)
  whole.set(png.subarray(0, AFTER_HEADER))
  whole.set(chunk, AFTER_HEADER)
  whole.set(png.subarray(AFTER_HEADER), AFTER_HEADER + chunk.length)
  return whole
}

/** Bit by bit: a chunk of 13 bytes needs no table. PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}
