import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { authCookie, openInFrontOf, openInFrontOfSocket } from './anyServer.ts';
import { openGateway, sendRaw, setGatewayStage, signIn } from './gatewayStage.ts';

/** All bytes that a program gets for `GET /worlds`. */
async function bytesOf({ gateway, key }: Awaited<ReturnType<typeof openInFrontOf>>, method = 'GET'): Promise<string> {
  return sendRaw(gateway, `${method} /${key}/api/1/worlds HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nConnection: close\r\n\r\n`);
}

describe('an answer of VRChat', () => {
  it('has no more to say than the known headers, and no cookie of any kind', async () => {
    const stage = await openInFrontOf((_, answer) =>
      answer
        .writeHead(200, {
          'Set-Cookie': ['a=1', 'auth=other; Path=/'],
          'Set-Cookie2': 'a=1',
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Credentials': 'true',
          'Clear-Site-Data': '"cookies"',
          'WWW-Authenticate': 'Basic',
          'Strict-Transport-Security': 'max-age=1',
          'Alt-Svc': 'h3=":443"',
          'Content-Security-Policy': 'default-src *',
          'Referrer-Policy': 'unsafe-url',
          Refresh: '0; url=https://evil.example',
          Server: 'x',
          'X-Vrc-Api-Version': '1',
          ETag: '"1"',
        })
        .end('{}'),
    );
    const { headers } = await fetch(`${stage.api}/worlds`);
    expect([...headers.keys()].toSorted()).toEqual(
      [
        'connection',
        'content-security-policy',
        'date',
        'etag',
        'keep-alive',
        'referrer-policy',
        'transfer-encoding',
        'x-content-type-options',
        'x-vrc-api-version',
      ].toSorted(),
    );
    expect([headers.get('content-security-policy'), headers.get('referrer-policy')]).toEqual(['sandbox', 'no-referrer']);
  });

  it.each([
    ['in its status line', `HTTP/1.1 200 ${authCookie}\r\nContent-Length: 2\r\n\r\n{}`, 200],
    ['in a hint before it', `HTTP/1.1 103 Early Hints\r\nLink: <${authCookie}>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`, 200],
    ['in headers after it', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Vrc-Debug: ${authCookie}\r\n\r\n`, 200],
    ['as an extension of a chunk', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;${authCookie}\r\n{}\r\n0\r\n\r\n`, 200],
    ['compressed on its way', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', 500],
    ['that breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}', 503],
    ['as another protocol', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${authCookie}`, 503],
    ['that is none', `SSH-2.0-${authCookie}\r\n`, 503],
    ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x', 503],
    ['with an empty status', 'HTTP/1.1 \r\n\r\n', 503],
    ['that ends at once', '', 503],
  ])('that tells something %s does not: %#', async (_where, bytes, status) => {
    const stage = await openInFrontOfSocket((socket) => socket.end(bytes));
    const seen = await bytesOf(stage);
    expect(seen).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(seen).not.toContain('authcookie');
  });

  it('of a request for headers alone, with the session in them, does not come', async () => {
    const stage = await openInFrontOf((_, answer) => answer.writeHead(200, { 'X-Vrc-Debug': authCookie }).end());
    expect(await bytesOf(stage, 'HEAD')).toMatch(/^HTTP\/1\.1 500 /);
  });

  it.each([
    ['a new session that it sets and repeats', 'authcookie_99999999-1111-4222-8333-abcdefabcdef', 'auth'],
    ['a new trust that it sets and repeats', 'eyJhbGciOiJIUzI1NiJ9.eyJuZXciOiJ0cnVzdCJ9.c2lnbmF0dXJl', 'twoFactorAuth'],
  ])('does not tell %s', async (_what, value, name) => {
    const stage = await openInFrontOf((_, answer) =>
      answer.writeHead(200, { 'Set-Cookie': `${name}=${value}; Path=/` }).end(`{"a":"${value}"}`),
    );
    expect(await bytesOf(stage)).not.toContain(value);
  });

  it('in another encoding does not tell the session either', async () => {
    const stage = await openInFrontOf((_, answer) => answer.end(Buffer.from(`{"a":"${authCookie}"}`, 'utf16le')));
    expect(await bytesOf(stage)).not.toContain('a\0u\0t\0h\0c');
  });

  it.each<[string, string, RequestListener]>([
    ['an error page', 'text/html', (_, answer) => answer.writeHead(500, { 'Content-Type': 'text/html' }).end('<script>alert(1)</script>')],
    ['a script', 'text/javascript', (_, answer) => answer.writeHead(200, { 'Content-Type': 'text/javascript' }).end('alert(1)')],
  ])('that is %s runs nowhere', async (_what, type, listener) => {
    const { headers } = await fetch(`${(await openInFrontOf(listener)).api}/worlds`);
    expect([headers.get('content-type'), headers.get('content-security-policy'), headers.get('x-content-type-options')]).toEqual([
      type,
      'sandbox',
      'nosniff',
    ]);
  });

  it.each([
    ['Wed, 21 Oct 2026 07:28:30 GMT', '30'],
    ['-5', '5'],
    ['soon', '5'],
    ['7', '7'],
  ])('of an outage says in seconds how long to wait, as programs read it: %s', async (sent, received) => {
    const stage = await openInFrontOf((_, answer) =>
      answer.writeHead(503, { Date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'Retry-After': sent }).end(),
    );
    expect((await fetch(`${stage.api}/worlds`)).headers.get('retry-after')).toBe(received);
  });

  it('that comes before an upload is complete reaches the program, and the connection works on', async () => {
    const stage = await openInFrontOf((request, answer) => {
      if (request.method === 'POST') answer.writeHead(413, { 'Content-Length': 2 }).end('{}');
      else request.resume().on('end', () => answer.end('{"next":true}'));
    });
    const socket = connect(stage.gateway.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let seen = '';
    socket.on('data', (data: Buffer) => (seen += data.toString()));
    const host = `Host: 127.0.0.1:${stage.gateway.port}\r\n`;
    socket.write(`POST /${stage.key}/api/1/file/image HTTP/1.1\r\n${host}Content-Length: 300000\r\n\r\n${'x'.repeat(1000)}`);
    await expect.poll(() => seen).toMatch(/^HTTP\/1\.1 413 /);
    socket.write('x'.repeat(299_000));
    socket.write(`GET /${stage.key}/api/1/worlds HTTP/1.1\r\n${host}\r\n`);
    await expect.poll(() => seen).toContain('{"next":true}');
  });
});

describe('a redirect', () => {
  it.each([
    ['/api/1/config', 'the gateway'],
    ['config', 'the gateway'],
    ['?n=1', 'the gateway'],
    ['https://file.vrchat.cloud/a?b=1', 'https://file.vrchat.cloud/a?b=1'],
    ['https://s3.amazonaws.com/bucket/key?X-Amz-Signature=1', 'https://s3.amazonaws.com/bucket/key?X-Amz-Signature=1'],
    ['//evil.example/api/1/config', 'http://evil.example/api/1/config'],
    ['http://127.0.0.1:1/api/1/config', 'http://127.0.0.1:1/api/1/config'],
    ['/home/login', 'the server'],
    ['/api/1.evil', 'the server'],
    ['/api/1/../2/config', 'the server'],
  ])('to %s is handed back, never followed, with every method', async (location, expected) => {
    let requests = 0;
    const stage = await openInFrontOf((request, answer) => {
      requests += 1;
      request.resume().on('end', () => answer.writeHead(307, { Location: location }).end());
    });
    const headers = { 'Content-Type': 'application/json' };
    for (const init of [{}, { method: 'POST', headers, body: '{}' }, { method: 'DELETE' }] as const) {
      const answer = await fetch(`${stage.api}/time`, { redirect: 'manual', ...init });
      const target = answer.headers.get('location') ?? '';
      if (expected === 'the gateway') expect(target.startsWith(`${stage.api}/`) || target.startsWith(`${stage.api}?`), target).toBe(true);
      else if (expected === 'the server') expect(target.startsWith(`${stage.emulatorOrigin}/`), target).toBe(true);
      else expect(target).toBe(expected);
    }
    expect(requests).toBe(3);
  });
});

describe('an event', () => {
  /** A pipeline that says what it likes. */
  async function setPipeline(speak: (socket: WebSocket, token: string) => void) {
    const stage = await setGatewayStage();
    const server = createServer((_, answer) => answer.end('{"ok":true}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sockets = new WebSocketServer({ server });
    onTestFinished(() => {
      for (const client of sockets.clients) client.terminate();
      server.close();
    });
    sockets.on('connection', (socket, request) => {
      speak(socket, new URL(request.url ?? '', 'http://x').searchParams.get('authToken') ?? '');
    });
    const session = await signIn(stage.address, stage.userId);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`;
    const opened = await openGateway({ ...session, account: { server: address, userId: stage.userId } });
    const program = new WebSocket(opened.pipelineUrl);
    onTestFinished(() => program.terminate());
    const frames: string[] = [];
    const closed: unknown[] = [];
    program.on('message', (data: Buffer) => frames.push(data.toString('latin1')));
    program.on('close', (code, reason) => closed.push(code, reason.toString()));
    return { frames, closed, session };
  }

  it.each<[string, (socket: WebSocket, token: string) => void]>([
    ['in a frame of bytes', (socket, token) => socket.send(Buffer.from(token))],
    ['in base64', (socket, token) => socket.send(Buffer.from(`auth=${token}`).toString('base64'))],
    [
      'in pieces',
      (socket, token) => {
        socket.send(token.slice(0, 20), { fin: false });
        socket.send(token.slice(20), { fin: true });
      },
    ],
    ['in an error that is no object', (socket, token) => socket.send(JSON.stringify([{ err: token }]))],
    ['in the text of an error', (socket, token) => socket.send(JSON.stringify({ err: `bad ${token}`, authToken: token }))],
    ['with a ping', (socket, token) => socket.ping(token)],
  ])('never has the token of its connection: %s', async (_where, leak) => {
    const { frames, closed } = await setPipeline((socket, token) => {
      leak(socket, token);
      socket.send('{"type":"harmless"}');
    });
    await expect.poll(() => frames).toContain('{"type":"harmless"}');
    expect(frames.join()).not.toMatch(/authcookie_[\da-f]/);
    expect(closed).toEqual([]);
  });

  it('connection that VRChat closes with the token as its reason says nothing to the program', async () => {
    let connections = 0;
    const { frames, closed } = await setPipeline((socket, token) => {
      connections += 1;
      if (connections === 1) socket.close(4000, token);
      else socket.send('{"type":"harmless"}');
    });
    await expect.poll(() => frames).toEqual(['{"type":"harmless"}']);
    expect(closed).toEqual([]);
  });

  it('never has the token of its connection, even when the session has another one by now', async () => {
    let say = (): void => undefined;
    const { frames, session } = await setPipeline((socket, token) => {
      say = () => {
        socket.send(`{"type":"late","content":"${token}"}`);
        socket.send('{"type":"harmless"}');
      };
      socket.send('{"type":"connected"}');
    });
    await expect.poll(() => frames).toEqual(['{"type":"connected"}']);
    session.optIn();
    await session.renew();
    say();
    await expect.poll(() => frames).toContain('{"type":"harmless"}');
    expect(frames).toHaveLength(2);
  });
});
