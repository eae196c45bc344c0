import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { launch, type Browser as OtherBrowser } from 'puppeteer-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** The machine's own browser, headless; a test that needs one fails if there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = placeOf('chromium', CHROMIUM);
  // Chromium's own sandbox does not start for root, and CI runs as root.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** The machine's own Firefox. Playwright drives only one of its own; Puppeteer drives any. */
export async function openFirefox(): Promise<OtherBrowser> {
  return launch({ browser: 'firefox', executablePath: placeOf('firefox-esr', FIREFOX) });
}

function placeOf(name: string, places: readonly string[]): string {
  const variable = name.split('-')[0]?.toUpperCase() ?? '';
  const place = process.env[variable] ?? places.find((each) => existsSync(each));
  if (place !== undefined) return place;
  throw new Error(
    `pages are opened in ${name}: apt-get install ${name}, or say where it is: ${variable}=…`,
  );
}
