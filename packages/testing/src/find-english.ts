/**
 * The English on a page that has another language: two Latin words in a row, of its text and of what
 * screen readers say. What `lang="en"` marks is meant to be English.
 */
export function findEnglish(html: string): string[] {
  const page = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<(\w+)\b[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, '')
  const said = [...page.matchAll(/ (?:alt|aria-label|content|placeholder|title|data-\w+)="([^"]*)"/g)]
  const texts = [...page.split(/<[^>]*>/), ...said.map(([, text = '']) => text)]
  return texts.filter((text) => /[a-z]{2,} [a-z]{2,}/i.test(text)).map((text) => text.trim())
}
