import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Node.js tells of each connection that a server of this process accepts. */
const channel = 'net.server.socket';

/** The lengths of chunks would hide what is cut at them. */
const chunkLength = /\r\n[\da-f]+\r\n/gi;

/**
 * Reads every byte that leaves a port of this process.
 *
 * @param port - may change
 * @param onText - called with each piece and the end of the one before it, as Latin-1
 * @returns ends it
 */
export function readLeavingBytes(port: () => number | undefined, onText: (text: string) => void): () => void {
  function watch(socket: Socket): void {
    let tail = '';
    const look = (chunk: unknown): void => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
      const text = tail + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'));
      onText(text.replaceAll(chunkLength, ''));
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
  return () => unsubscribe(channel, onSocket);
}

/**
 * Searches every byte that leaves a port of this process for secrets, however they are cut into pieces.
 *
 * @param port - may change
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
  const end = readLeavingBytes(port, (text) => {
    for (const secret of secrets()) if (forms(secret).some((form) => text.includes(form))) left.add(secret);
  });
  return () => {
    end();
    return [...left];
  };
}
