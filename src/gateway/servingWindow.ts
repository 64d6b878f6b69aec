import type { WebSocket } from 'ws';
import type { Secret } from '../vrchat/secret.ts';
import { keptRequests, type RequestLog } from './requestLog.ts';
import { readWaitingMessage, type FolderReport, type ServingMessage } from './windowMessages.ts';
import { createNonce, isProof, makeProof } from './windowProof.ts';

/** The path of the connection between windows. No key looks like it. */
export const windowsPath = '/_windows';

const proofTimeoutMs = 2000;
/** Lists that grow by hundreds of requests a second are sent a few times a second. */
const reportEveryMs = 250;

export interface ServingWindowPorts {
  readonly secret: Secret;
  readonly port: number;
  readonly log: RequestLog;
  readonly connections: (folder: string) => number;
}

/** The last requests of some folders together, and how many of their programs are connected. */
export function folderReport(
  { log, connections }: Pick<ServingWindowPorts, 'log' | 'connections'>,
  folders: readonly string[],
): FolderReport {
  const all = folders.map((folder) => log.of(folder));
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  // Entries are replaced and never changed, and this is asked for at every request, so nothing is copied that needn't be.
  const [only] = all.length === 1 ? all : [];
  const requests = only?.requests ?? all.flatMap((folder) => folder.requests).sort((one, other) => one.id - other.id);
  return {
    requests: requests.slice(-keptRequests),
    counts: { total: sum(all.map(({ counts }) => counts.total)), problems: sum(all.map(({ counts }) => counts.problems)) },
    connections: sum(folders.map((folder) => connections(folder))),
  };
}

/**
 * Serves one waiting window, once both ends have proven that they know the secret. While the connection is open, the other window knows that
 * this one serves. It gets nothing before its proof, and then the requests of the folders it names.
 */
export function serveWindow(socket: WebSocket, ports: ServingWindowPorts): void {
  const { secret, port, log } = ports;
  const nonce = createNonce();
  let isProven = false;
  let watched: readonly string[] = [];
  let due: NodeJS.Timeout | undefined;
  const send = (message: ServingMessage): void => socket.send(JSON.stringify(message));
  const report = (folder: string): void => {
    if (!watched.includes(folder)) return;
    due ??= setTimeout(() => {
      due = undefined;
      if (socket.readyState === socket.OPEN) send({ kind: 'report', report: folderReport(ports, watched) });
    }, reportEveryMs);
  };
  const timeout = setTimeout(() => socket.terminate(), proofTimeoutMs);
  const subscription = log.onDidChange(report);

  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(timeout);
    clearTimeout(due);
    subscription.dispose();
  });
  socket.on('message', (data: Buffer) => {
    const message = readWaitingMessage(data.toString());
    if (message?.kind === 'proof' && !isProven) {
      isProven = isProof(message.proof, makeProof(secret, 'waiting', port, nonce, message.nonce));
      if (isProven) {
        clearTimeout(timeout);
        send({ kind: 'proof', proof: makeProof(secret, 'serving', port, nonce, message.nonce) });
        return;
      }
    }
    if (!message || !isProven) {
      socket.terminate();
      return;
    }
    if (message.kind === 'watch') {
      watched = message.folders;
      send({ kind: 'report', report: folderReport(ports, watched) });
    }
    if (message.kind === 'clear') for (const folder of message.folders) log.clear(folder);
  });
  send({ kind: 'hello', nonce });
}
