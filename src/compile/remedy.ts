/** What to do about a name that does not exist. */
import { suggest } from '../catalog/derive/suggest.js';

/** `did you mean 'x'?`, or undefined if nothing is near. */
export function remedyFor(name: string, known: Iterable<string>): string | undefined {
  const found = suggest(name, known);
  return found === undefined ? undefined : `did you mean '${found}'?`;
}
