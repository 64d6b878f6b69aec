import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { WebSocket, WebSocketServer } from 'ws';
import { startGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { createKey, findByKey, gatewayApiUrl, gatewayPipelineUrl } from '../../src/gateway/keys.ts';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A proxy that takes every host for one server of this machine. It opens no tunnel, but notes who wants one. */
function createProxy(targetPort: () => number) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (head) => {
      const text = head.toString('latin1');
      asked.push(text.split(' ', 2).join(' '));
      if (text.startsWith('CONNECT ')) {
        socket.end('HTTP/1.1 502 No Tunnel\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const target = connect(targetPort(), '127.0.0.1');
      target.on('error', () => socket.destroy());
      target.write(text.replace(/^([A-Z]+) http:\/\/[^/]+/, '$1 '), 'latin1');
      socket.pipe(target).pipe(socket);
    });
  });
  return { server, asked };
}

async function setHttp(name: 'proxy' | 'proxySupport', value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);
}

/** VS Code changes `http` and `https` for its extension host, so this cannot be seen anywhere else. The host name is known to the proxy alone. */
export const gatewayProxy = (): void =>
  void suite('The session gateway behind the user’s proxy', () => {
    const vrchat = createHttpServer((request, response) => response.end(JSON.stringify({ path: request.url })));
    const pipeline = new WebSocketServer({ server: vrchat });
    pipeline.on('connection', (socket) => socket.send('{"type":"through-the-proxy"}'));
    let vrchatPort = 0;
    const proxy = createProxy(() => vrchatPort);
    const gateways: Gateway[] = [];

    async function startFor(server: string) {
      const account = { server, userId: 'usr_1' };
      const cookies = [{ name: 'auth', value: 'authcookie_00000000-0000-4000-8000-000000000000', path: '/', secure: false }];
      const session = {
        account,
        loginNames: [],
        cookies: () => cookies,
        keepCookies: () => undefined,
        pauses: () => [],
        keepPauses: () => undefined,
        confirm: () => Promise.resolve('alive' as const),
        renew: () => Promise.resolve(false),
      };
      const userAgent = 'GatewayTest/1.0 tests@vrchat-auth.org';
      const grants: (ReturnType<typeof createKey> & { id: string; folder: string; account: typeof account; userAgent: string })[] = [];
      const gateway = await startGateway(
        {
          findGrant: (key, port) => findByKey(grants, key, port),
          onDidChange: () => ({ dispose: () => undefined }),
          session: () => session,
          userAgent: () => userAgent,
        },
        { port: 0 },
      );
      gateways.push(gateway);
      const key = createKey(gateway.port);
      grants.push({ id: 'grant', folder: 'file:///bot', account, userAgent, ...key });
      return { api: gatewayApiUrl(key), pipelineUrl: gatewayPipelineUrl(key) };
    }

    async function firstFrame(url: string): Promise<string> {
      const socket = new WebSocket(url);
      const [frame] = (await once(socket, 'message')) as [Buffer];
      socket.terminate();
      return frame.toString();
    }

    suiteSetup(async () => {
      vrchatPort = await portOf(vrchat);
      await setHttp('proxy', `http://127.0.0.1:${await portOf(proxy.server)}`);
    });

    teardown(async () => {
      await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
      proxy.asked.length = 0;
    });

    suiteTeardown(async () => {
      await setHttp('proxy', undefined);
      await setHttp('proxySupport', undefined);
      pipeline.close();
      vrchat.closeAllConnections();
      vrchat.close();
      proxy.server.close();
    });

    for (const proxySupport of ['override', 'on'] as const) {
      test(`sends requests and listens to events through it with http.proxySupport “${proxySupport}”`, async () => {
        await setHttp('proxySupport', proxySupport);
        const { api, pipelineUrl } = await startFor('http://api.vrchat.test/api/1');
        assert.deepEqual(await (await fetch(`${api}/config?a=1`)).json(), { path: '/api/1/config?a=1' });
        assert.equal(await firstFrame(pipelineUrl), '{"type":"through-the-proxy"}');
        assert.equal(proxy.asked[0], 'GET http://api.vrchat.test/api/1/config?a=1');
        assert.match(proxy.asked[1] ?? '', /^GET http:\/\/api\.vrchat\.test\/pipeline/);
      });

      test(`asks it for a tunnel to a server with https with http.proxySupport “${proxySupport}”`, async () => {
        await setHttp('proxySupport', proxySupport);
        const { api, pipelineUrl } = await startFor('https://api.vrchat.test/api/1');
        assert.equal((await fetch(`${api}/config`)).status, 502);
        assert.deepEqual(proxy.asked, ['CONNECT api.vrchat.test:443']);
        const socket = new WebSocket(pipelineUrl);
        while (proxy.asked.length < 2) await wait(20);
        socket.terminate();
        assert.equal(proxy.asked[1], 'CONNECT api.vrchat.test:443');
      });
    }
  });
