import { writeFileSync } from 'node:fs';
import { thirdPartyNotices } from './thirdPartyNotices.ts';

/** Writes what has to be said of the packages that are bundled. */
writeFileSync('THIRD-PARTY-NOTICES.txt', await thirdPartyNotices());
