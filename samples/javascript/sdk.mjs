// The same with the community's SDK: npm install, then npm run sdk. It answers events as they happen, such as a friend who comes online.
import { VRChat } from 'vrchat';

const { VRCHAT_API_URL: api, VRCHAT_PIPELINE_URL: pipeline } = process.env;
if (!api || !pipeline) {
  console.error('VRCHAT_API_URL is not set. Start the bot with F5 in VS Code, or see README.md for the terminal.');
  process.exit(1);
}

const vrchat = new VRChat({
  // VRChat wants to know who sends requests. Put your own name and contact here.
  application: { name: 'my-vrchat-bot', version: '1.0.0', contact: 'https://github.com/vrchatapi/vrchatapi-javascript' },
  baseUrl: api,
  // The address stands for the session, so the token only has to be there.
  pipeline: { baseUrl: pipeline, authToken: 'gateway' },
});

const { data: user } = await vrchat.getCurrentUser({ throwOnError: true });
console.log(`Signed in as ${user.displayName}`);
vrchat.pipeline.on('friend-online', ({ userId }) => console.log(`${userId} came online`));
