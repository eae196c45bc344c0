import { html, Markup } from './markup.js';
import { PAGE_STYLE } from './page-style.js';

/** A page by itself: it loads nothing and runs nothing, whatever stands in it. */
export function page(title: string, style: string, body: Markup): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        ${new Markup(`<style>${PAGE_STYLE}${style}</style>`)}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
  return `${document.text}\n`;
}
