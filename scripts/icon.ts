import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../test/host/browser.ts';
import { iconFont } from './iconFont.ts';

writeFileSync('media/vrchat-auth.woff', iconFont());

/** Renders media/icon.svg to media/icon.png, because the Marketplace accepts no SVG. */
const size = 256;
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${readFileSync('media/icon.svg', 'utf8')}`);
await page.screenshot({ path: 'media/icon.png', omitBackground: true });
await browser.close();
