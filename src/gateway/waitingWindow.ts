import { WebSocket } from 'ws';
import type { Secret } from '../vrchat/secret.ts';
import { windowsPath } from './servingWindow.ts';
import { readServingMessage, type FolderReport, type WaitingMessage } from './windowMessages.ts';
import { createNonce, isProof, makeProof } from './windowProof.ts';

const proofTimeoutMs = 2000;
const maxMessageBytes = 1024 * 1024;

/** The connection of a waiting window to the serving one. */
export interface ServingConnection {
  /** Resolves when the other window no longer serves. */
  readonly closed: Promise<true>;
  /** Asks for the requests of some folders, now and whenever they change. */
  readonly watch: (folders: readonly string[]) => void;
  readonly clear: (folders: readonly string[]) => void;
  readonly close: () => void;
}

/**
 * Connects to the window that serves at a port.
 *
 * @param onReport - called with the requests of the watched folders
 * @returns `foreign` if something else listens there, or it cannot prove that it is a window of the same user; `gone` if nothing listens;
 * `silent` if what listens says nothing, as a window does that is busy or about to end
 */
export async function connectToServingWindow(
  secret: Secret,
  port: number,
  onReport: (report: FolderReport) => void,
): Promise<ServingConnection | 'foreign' | 'gone' | 'silent'> {
  const { promise, resolve } = Promise.withResolvers<ServingConnection | 'foreign' | 'gone' | 'silent'>();
  const closed = Promise.withResolvers<true>();
  const socket = new WebSocket(`ws://127.0.0.1:${port}${windowsPath}`, {
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  const waitingNonce = createNonce();
  let servingNonce: string | undefined;
  let isProven = false;
  const timeout = setTimeout(() => {
    if (servingNonce === undefined) resolve('silent');
    socket.terminate();
  }, proofTimeoutMs);
  const send = (message: WaitingMessage): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  socket.on('error', (error: Error & { readonly code?: string }) => {
    resolve(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'gone' : 'foreign');
  });
  socket.on('close', () => {
    clearTimeout(timeout);
    resolve('foreign');
    closed.resolve(true);
  });
  socket.on('message', (data: Buffer) => {
    const message = readServingMessage(data.toString());
    if (message?.kind === 'hello' && servingNonce === undefined) {
      servingNonce = message.nonce;
      send({ kind: 'proof', nonce: waitingNonce, proof: makeProof(secret, 'waiting', port, servingNonce, waitingNonce) });
    } else if (message?.kind === 'proof' && !isProven && servingNonce !== undefined) {
      isProven = isProof(message.proof, makeProof(secret, 'serving', port, servingNonce, waitingNonce));
      if (!isProven) {
        socket.terminate();
        return;
      }
      clearTimeout(timeout);
      resolve({
        closed: closed.promise,
        watch: (folders) => send({ kind: 'watch', folders: [...folders] }),
        clear: (folders) => send({ kind: 'clear', folders: [...folders] }),
        close: () => socket.terminate(),
      });
    } else if (message?.kind === 'report' && isProven) onReport(message.report);
    else socket.terminate();
  });
  return promise;
}
