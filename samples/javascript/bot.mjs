// Greets its user, then says every now and then how many friends are online. It holds no secret: VRChat Auth lends it the session at the
// address in VRCHAT_API_URL, and renews the session while the bot runs.
import { setTimeout as wait } from 'node:timers/promises';

const api = process.env.VRCHAT_API_URL;
if (!api) {
  console.error('VRCHAT_API_URL is not set. Start the bot with F5 in VS Code, or see README.md for the terminal.');
  process.exit(1);
}

/** Sends a request to VRChat's API, and again later if the answer says so. */
async function get(path) {
  for (;;) {
    const response = await fetch(api + path).catch(() => undefined);
    if (response?.ok) return response.json();
    if (response && ![429, 502, 503, 504].includes(response.status)) {
      throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    }
    if (!response) console.log('VS Code is closed, or another window takes over. Waiting for it …');
    else if (response.headers.get('x-gateway-reason') === 'noSession') {
      console.log('No session at the moment. Waiting for VS Code to sign in again …');
    } else console.log('VRChat is out of reach, or asks for a pause. Waiting …');
    await wait(Number(response?.headers.get('retry-after') ?? 2) * 1000);
  }
}

const user = await get('/auth/user');
console.log(`Signed in as ${user.displayName}`);

for (;;) {
  const friends = await get('/auth/user/friends?offline=false&n=100');
  console.log(`${new Date().toLocaleTimeString()}  friends online: ${friends.length}`);
  // VRChat asks programs not to hurry. With a little chance, not all of them ask at the same moment.
  await wait(10_000 + Math.random() * 5000);
}
