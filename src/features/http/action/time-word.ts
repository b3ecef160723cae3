/** Words that are a duration rather than an expression. */

/** Whether a word looks like `500`, `500ms` or `5s`. */
export function isTime(text: string | undefined): boolean {
  return text !== undefined && /^[0-9]+(?:us|ms|s|m|h|d)?$/.test(text);
}
