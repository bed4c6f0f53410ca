/** What a user gave, as a message quotes it: at most `most` characters. */
export function excerpt(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text
}

/** No number and no range of numbers is longer; longer texts are not looked into. */
export const LONGEST_NUMBER = 200
