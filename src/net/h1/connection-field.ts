/** `connection` fields that rules wrote: `close` and `keep-alive` in them speak to the connection, not of the message. */
import type { Fields } from '../../model/message.js';

/** Takes both words out of the fields; whether the connection is to end with this message. */
export function takeClose(fields: Fields): boolean {
  let closes = false;
  for (let at = fields.find('connection'); at >= 0; ) {
    const value = fields.values[at]!;
    const words = value.split(',').map((word) => word.trim());
    const rest = words.filter((word) => !/^(?:close|keep-alive)$/i.test(word));
    closes ||= words.some((word) => word.toLowerCase() === 'close');
    if (rest.length === words.length) at++;
    else if (rest.length > 0) fields.values[at++] = rest.join(', ');
    else fields.removeAt(at);
    at = fields.find('connection', at);
  }
  return closes;
}
