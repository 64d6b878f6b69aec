import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openEmulator, plainUser, userAgent } from './testClient.ts';

async function openSignedIn() {
  const client = await openEmulator();
  await client.logIn(plainUser);
  const cookie = `auth=${client.cookies().auth ?? ''}`;
  return { ...client, cookie };
}

test('a picture is uploaded in one multipart request and downloaded by a redirect', async () => {
  const { address, cookie } = await openSignedIn();
  const headers = { 'User-Agent': userAgent, Cookie: cookie };
  const body = new FormData();
  body.set('file', new Blob(['a picture'], { type: 'image/png' }), 'me.png');
  body.set('tag', 'icon');
  const file = (await (await fetch(`${address}/file/image`, { method: 'POST', headers, body })).json()) as { id: string };
  expect(file).toMatchObject({ name: 'me.png', mimeType: 'image/png', tags: ['icon'], versions: [{}, { status: 'complete' }] });
  const download = await fetch(`${address}/file/${file.id}/1`, { headers });
  expect([download.redirected, await download.text()]).toEqual([true, 'a picture']);
});

test('a file is uploaded in steps, its bytes to an address outside the API', async () => {
  const client = await openSignedIn();
  const { body: file } = await client.send('POST', '/file', {
    json: { name: 'World', mimeType: 'application/x-world', extension: '.vrcw' },
  });
  const { id } = file as { id: string };
  await client.send('POST', `/file/${id}`, { json: { signatureMd5: '', signatureSizeInBytes: 0 } });
  const status = async () => ((await client.send('GET', `/file/${id}/1/file/status`)).body as { status: string }).status;
  expect(await status()).toBe('waiting');
  const { url } = (await client.send('PUT', `/file/${id}/1/file/start`)).body as { url: string };
  expect(url).not.toContain('/api/1/');
  const finish = () => client.send('PUT', `/file/${id}/1/file/finish`, { json: { maxParts: '0', nextPartNumber: '0' } });
  expect((await finish()).status).toBe(400);
  const sent = await fetch(url, { method: 'PUT', body: 'the world' });
  expect(sent.headers.get('ETag')).toBe(`"${createHash('md5').update('the world').digest('hex')}"`);
  expect((await finish()).status).toBe(200);
  expect(await status()).toBe('complete');
  expect(await (await fetch(url)).text()).toBe('the world');
});

test('the storage takes nothing that was not announced', async () => {
  const { origin } = await openSignedIn();
  expect((await fetch(`${origin}/_storage/made-up?signature=1`, { method: 'PUT', body: 'x' })).status).toBe(403);
});

test('echo returns the request, with the values of cookies only on request', async () => {
  const { address } = await openSignedIn();
  const headers = { 'User-Agent': userAgent, Cookie: 'auth=authcookie_1; other=2', 'X-Mine': 'yes' };
  const echo = async (path: string, body: string) => (await fetch(address + path, { method: 'PUT', headers, body })).json();
  expect(await echo('/echo?a=1', 'hello')).toMatchObject({
    method: 'PUT',
    path: '/api/1/echo?a=1',
    headers: { 'x-mine': 'yes', cookie: 'auth=; other=' },
    size: 5,
    body: 'hello',
  });
  expect(await echo('/echo/secrets', '')).toMatchObject({ headers: { cookie: 'auth=authcookie_1; other=2' } });
  expect(await echo('/echo', 'x'.repeat(2_000_000))).toMatchObject({ size: 2_000_000, body: null });
});

test('a download of any size', async () => {
  const { address } = await openSignedIn();
  const response = await fetch(`${address}/echo/bytes/3000001`, { headers: { 'User-Agent': userAgent } });
  expect((await response.arrayBuffer()).byteLength).toBe(3_000_001);
});
