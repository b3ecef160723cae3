/** The head of a response as a client of HTTP/1 gets it, and whether its connection goes on behind it (RFC 9112 9.3). */
import type { ResponseHead } from '../../model/message.js';
import { renderConnection, renderResponseHead, responseConnection, takeClose } from '../../net/h1/index.js';
import type { ClientH1 } from './client-h1.js';
import { setWait, Wait } from './client-limits.js';

/** Queues the head, and waits for what follows it. */
export function sendResponseHead(client: ClientH1, head: ResponseHead): void {
  const { frontend, requestVersion, stream, writer } = client;
  const { clientCase } = frontend;
  if (head.bodyKind === 'chunked' && requestVersion < 11) {
    // An HTTP/1.0 client knows no chunks: the end of the connection ends the body.
    head.fields.remove('transfer-encoding');
    head.bodyKind = 'until-close';
  }
  client.keepAlive = goesOn(client, head);
  writer.chunked = head.bodyKind === 'chunked';
  const connection = head.bodyKind === 'tunnel' ? '' : responseConnection(requestVersion, head, client.keepAlive);
  const text = renderResponseHead(head, clientCase, client.fieldMemo);
  writer.text(connection === '' ? text : renderConnection(text, connection, clientCase));
  setWait(client, stream.requestEnded ? Wait.Response : Wait.Body);
}

/** Whether another request may follow this response; a rule may have said that none does. */
function goesOn({ frontend, keepAlive, session, stream }: ClientH1, head: ResponseHead): boolean {
  const closes = head.status !== 101 && takeClose(head.fields);
  return (
    keepAlive &&
    !closes &&
    head.bodyKind !== 'until-close' &&
    frontend.config.connectionMode !== 'close' &&
    !session.stopping &&
    (stream.requestEnded || stream.server !== undefined || head.bodyKind === 'tunnel') &&
    (head.keepAlive || stream.server !== undefined)
  );
}
