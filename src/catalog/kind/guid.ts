/** Names that are unique among all objects (manual 4.2 `guid`). */
import { type ArgKind, invalid } from './kind.js';

const MOST = 127;

/** A name of letters, digits and `.:-_`. */
export function guid(label = 'string'): ArgKind<string> {
  const self: ArgKind<string> = {
    ...{ label, type: 'string', optional: false },
    expects: `at most ${MOST} letters, digits and characters of '.:-_'`,
    parse(text, site) {
      const { length } = text.value;
      return length <= MOST && /^[A-Za-z0-9.:_-]+$/.test(text.value) ? text.value : invalid(self, text, site);
    },
  };
  return self;
}
