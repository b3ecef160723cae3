/** Names of abstract unix sockets (manual 2.9.1). */
import { padAbstractName } from './listen.js';

/** As the system takes it: `abnsz@` names are as long as they are, `abns@` ones fill the whole field. */
export function abstractName(name: string, { zeroTerminated }: { readonly zeroTerminated?: boolean }): string {
  return zeroTerminated === true ? `\0${name}` : padAbstractName(name);
}
