import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, if there is one; otherwise does nothing. */
export function openInBrowser(url: string): void {
  const [command, ...args] = openerOf(process.platform);
  if (command === undefined) return;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** Whether this machine has a screen to open it on. */
export function canOpenBrowser(): boolean {
  return openerOf(process.platform).length > 0;
}

function openerOf(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const hasScreen =
    process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  return hasScreen ? ['xdg-open'] : [];
}
