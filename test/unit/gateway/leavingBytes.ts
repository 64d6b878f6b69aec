import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Node.js tells of each connection that a server of this process accepts. */
const channel = 'net.server.socket';

/**
 * Searches every byte that leaves a port of this process, which may change, for secrets, however they are cut into pieces.
 *
 * @param secrets - those known at the moment; asked for with each piece
 * @returns ends the search, and tells what has left: each secret that did, as it is or encoded
 */
export function searchLeavingBytes(port: () => number, secrets: () => readonly string[]): () => readonly string[] {
  const left = new Set<string>();
  const forms = (secret: string): readonly string[] => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2),
    Buffer.from(secret).toString('hex'),
  ];

  function watch(socket: Socket): void {
    let tail = '';
    const look = (chunk: unknown): void => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
      const text = tail + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'));
      // The lengths of chunks would hide what is cut at them.
      const whole = text.replaceAll(/\r\n[\da-f]+\r\n/gi, '');
      for (const secret of secrets()) if (forms(secret).some((form) => whole.includes(form))) left.add(secret);
      tail = text.slice(-1000);
    };
    for (const name of ['write', 'end']) {
      const original: unknown = Reflect.get(socket, name);
      if (typeof original !== 'function') throw new Error('Not a socket.');
      Reflect.set(socket, name, (...parameters: readonly unknown[]): unknown => {
        look(parameters[0]);
        return Reflect.apply(original, socket, parameters) as unknown;
      });
    }
  }

  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort === port()) watch(socket);
  };
  subscribe(channel, onSocket);
  return () => {
    unsubscribe(channel, onSocket);
    return [...left];
  };
}
