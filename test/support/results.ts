/** Small folders of results, made up, for tests of what reads them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A new folder under /tmp with these files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync('/tmp/memxbar-')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** CSV text of rows without quotes. */
export function table(columns: string, rows: readonly (readonly unknown[])[]): string {
  return `${columns}\n${rows.map((row) => `${row.join(',')}\n`).join('')}`
}

/** The text elements of an SVG, as read. */
export function texts(svg: string): string[] {
  const plain = (text: string) =>
    text
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) => plain(text!))
}
