import { writeFileSync } from 'node:fs';
import { thirdPartyNotices } from './thirdPartyNotices.ts';

/** Writes the notices of the bundled packages. */
writeFileSync('THIRD-PARTY-NOTICES.txt', await thirdPartyNotices());
