import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { ensureBrowser } from '../test/host/browser.ts';
import { iconFont } from './iconFont.ts';

writeFileSync('media/vrchat-auth.woff', iconFont());

/** Renders media/icon.svg to media/icon.png, because the Marketplace accepts no SVG. */
const size = 256;
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${readFileSync('media/icon.svg', 'utf8')}`);
const picture = PNG.sync.read(await page.screenshot({ omitBackground: true }));
// The browser's own encoding is half as large again, and that of pngjs by default even larger.
writeFileSync('media/icon.png', PNG.sync.write(picture, { filterType: 1, deflateLevel: 9, deflateStrategy: 0 }));
await browser.close();
