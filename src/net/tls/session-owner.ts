/** Node gives sessions away and asks for OCSP responses through events of the server of a socket; this stands for it. */
import { EventEmitter } from 'node:events';
import type { SecureContext } from 'node:tls';
import type { SessionCache } from './session-cache.js';

/** Stands for the server of a socket: stores sessions, and has the OCSP response at hand. */
export class SessionOwner extends EventEmitter {
  /** Node reads the certificate of its OCSP event from here. */
  readonly _sharedCreds: SecureContext;
  readonly _contexts: readonly never[];

  constructor(context: SecureContext, cache: SessionCache | undefined, ocspResponse: Buffer | undefined) {
    super();
    this._sharedCreds = context;
    this._contexts = [];
    if (cache?.enabled) {
      this.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
        cache.store(id, session);
        done();
      });
    }
    if (ocspResponse) {
      this.on(
        'OCSPRequest',
        (_certificate: unknown, _issuer: unknown, done: (error: null, response: Buffer) => void) => {
          done(null, ocspResponse);
        },
      );
    }
  }
}
