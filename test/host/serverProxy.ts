import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A web server on loopback in front of VS Code's own. */
export type ServerProxy = {
  readonly port: number;
  close(): Promise<void>;
};

/** Options of the proxy. */
export type ServerProxyOptions = {
  /** The socket (or Windows pipe) that VS Code's server listens on. */
  readonly socketPath: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Where the root address redirects to. */
  readonly landingPath: (port: number) => string;
  /** The 32-byte key that encrypts the secrets in a browser's storage. */
  readonly sealingKey: Buffer;
  /** Changes the options that the workbench is started with. */
  readonly editWorkbenchOptions: (options: Record<string, unknown>) => void;
};

const optionsAttribute = /(<meta id="vscode-workbench-web-configuration" data-settings=")([^"]*)(")/;

function editOptions(html: string, edit: ServerProxyOptions['editWorkbenchOptions']): string {
  return html.replace(optionsAttribute, (_match, before: string, escaped: string, after: string) => {
    const options = JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Record<string, unknown>;
    edit(options);
    return before + JSON.stringify(options).replaceAll('&', '&amp;').replaceAll('"', '&quot;') + after;
  });
}

/** The server has no token, so other sites in the same browser must not reach it, not even through DNS rebinding. */
function isForeign({ headers }: IncomingMessage, port: number): boolean {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  if (!hosts.includes(headers.host ?? '')) return true;
  return headers.upgrade !== undefined && !hosts.some((host) => headers.origin === `http://${host}`);
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, { socketPath, editWorkbenchOptions }: ServerProxyOptions): void {
  const isPage = incoming.url?.split('?')[0] === '/';
  const headers = { ...incoming.headers };
  if (isPage) delete headers['accept-encoding'];
  const onward = request({ socketPath, method: incoming.method, path: incoming.url, headers }, (answer) => {
    if (!isPage) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    let html = '';
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => {
      html += text;
    });
    answer.on('end', () => {
      const answerHeaders = { ...answer.headers };
      delete answerHeaders['content-length'];
      outgoing.writeHead(answer.statusCode ?? 502, answerHeaders);
      outgoing.end(editOptions(html, editWorkbenchOptions));
    });
  });
  onward.on('error', () => {
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  });
  incoming.on('close', () => {
    if (!outgoing.writableFinished && outgoing.destroyed) onward.destroy();
  });
  incoming.pipe(onward);
}

function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, socketPath: string): void {
  const onward = request({ socketPath, method: incoming.method, path: incoming.url, headers: incoming.headers });
  onward.on('upgrade', (answer, server, serverHead) => {
    const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`];
    for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
      lines.push(`${answer.rawHeaders[i] ?? ''}: ${answer.rawHeaders[i + 1] ?? ''}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (serverHead.length > 0) socket.write(serverHead);
    if (head.length > 0) server.write(head);
    server.pipe(socket).pipe(server);
    for (const [one, other] of [
      [server, socket],
      [socket, server],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  onward.on('response', () => socket.destroy());
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  onward.end();
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/**
 * Starts the proxy on 127.0.0.1.
 *
 * @throws the system's error if the port is taken
 */
export async function startServerProxy(options: ServerProxyOptions): Promise<ServerProxy> {
  let port = 0;
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    if (isForeign(incoming, port)) {
      outgoing.writeHead(403).end();
    } else if (incoming.url === '/') {
      outgoing.writeHead(302, { location: options.landingPath(port) }).end();
    } else if (incoming.method === 'POST' && incoming.url?.split('?')[0]?.endsWith('/mint-key')) {
      outgoing.end(options.sealingKey);
    } else {
      pass(incoming, outgoing, options);
    }
  });
  server.on('upgrade', (incoming, socket, head) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (isForeign(incoming, port)) socket.destroy();
    else upgrade(incoming, socket, head, options.socketPath);
  });
  port = await listen(server, options.port);
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
