import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own browser, without a window; a test that needs one fails where there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'pages are opened in Chromium: apt-get install chromium, or say where it is: CHROMIUM=…',
    );
  }
  // Chromium's own sandbox does not start for root, as which CI runs.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
