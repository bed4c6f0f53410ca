/** The user's text as quoted in a message: at most `most` characters. */
export function excerpt(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text
}

/** Maximum length of a number or a range of numbers; longer texts are not parsed. */
export const LONGEST_NUMBER = 200
