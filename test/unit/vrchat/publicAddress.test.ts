import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAddresses, readPublicAddress } from '../../../src/vrchat/publicAddress.ts';
import { serve } from './wire.ts';

const userAgent = 'VRChatAuthTest/1.0 tests@vrchat-auth.org';

const read = (body: string | ReadableStream, salt = 'salt', status = 200) =>
  readPublicAddress({
    server: 'https://api.vrchat.cloud/api/1',
    userAgent,
    salt,
    fetch: () => Promise.resolve(new Response(body, { status })),
  });
const at = (address: string, salt?: string) => read(`fl=1\nip=${address}\nts=2\n`, salt);
const compare = async (before: string, now: string) => compareAddresses(await at(before), await at(now));

describe('two public addresses', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7', 'same'],
    ['203.0.113.7', '203.0.113.8', 'other'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::1', 'same'],
    ['2001:db8:1:2::1', '2001:DB8:0001:0002:0:0:0:9', 'same'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', 'other'],
    ['2001:db8::1', '2001:db8:0:0:1::', 'same'],
    ['::1', '::2', 'same'],
    ['203.0.113.7', '::ffff:203.0.113.7', 'same'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.8', 'other'],
    ['203.0.113.7', '2001:db8::1', 'unknown'],
    ['2001:db8::1', '203.0.113.7', 'unknown'],
  ])('%s and %s are %s', async (before, now, result) => {
    expect(await compare(before, now)).toBe(result);
  });

  test('are the same exactly if the first 64 bits are', async () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 }).filter(([first]) => first !== '0');
    await fc.assert(
      fc.asyncProperty(half, half, half, half, async (prefix, other, one, two) => {
        expect(await compare([...prefix, ...one].join(':'), [...prefix, ...two].join(':'))).toBe('same');
        const isSame = prefix.join() === other.join();
        expect(await compare([...prefix, ...one].join(':'), [...other, ...one].join(':'))).toBe(isSame ? 'same' : 'other');
      }),
    );
  });

  test.each([
    ['nothing', undefined],
    ['what an earlier version has stored', '0123456789abcdef'],
  ])('are not compared with %s', async (_what, stored) => {
    expect(compareAddresses(stored, await at('203.0.113.7'))).toBe('unknown');
    expect(compareAddresses(await at('203.0.113.7'), stored)).toBe('unknown');
    expect(compareAddresses(stored, stored)).toBe('unknown');
  });
});

describe('a public address', () => {
  test('cannot be found out by trying all addresses, as each installation has its own salt', async () => {
    const address = await at('203.0.113.7');
    expect(address).toMatch(/^ipv4 [0-9a-f]{16}$/);
    expect(await at('203.0.113.7')).toBe(address);
    expect(await at('203.0.113.7', 'another salt')).not.toBe(address);
  });

  test.each([
    '',
    'ip=',
    'ip=home',
    'ip=999.1.1.1',
    'ip=2001:db8::1%eth0',
    '<html>ip=203.0.113.7</html>',
    'x'.repeat(5000) + '\nip=203.0.113.7',
  ])('is unknown if the answer is %j', async (body) => {
    expect(await read(body)).toBeUndefined();
  });

  test('is unknown if the answer is an error', async () => {
    expect(await read('ip=203.0.113.7', 'salt', 503)).toBeUndefined();
  });

  test('is read without the rest of an answer that never ends', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new TextEncoder().encode(sent === 1 ? 'ip=203.0.113.7\n' : 'x'.repeat(1024)));
      },
    });
    expect(await read(endless)).toBe(await at('203.0.113.7'));
    expect(sent).toBeLessThan(20);
  });

  test('is read without unpacking an answer of gigabytes', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    const { address } = await serve({ headers: { 'content-encoding': 'gzip' }, body: bomb });
    const before = process.memoryUsage.rss();
    expect(await readPublicAddress({ server: address, userAgent, salt: 'salt' })).toBeUndefined();
    expect(process.memoryUsage.rss() - before).toBeLessThan(48 * 1024 * 1024);
  });

  test('is asked for without a cookie', async () => {
    const { address, asked } = await serve({ body: 'ip=203.0.113.7\n' });
    await readPublicAddress({ server: address, userAgent, salt: 'salt' });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
  });
});
