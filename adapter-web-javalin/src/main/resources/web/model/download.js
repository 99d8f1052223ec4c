/**
 * @module model/download
 */

const ENDINGS = { markdown: 'md', json: 'json', jsonl: 'jsonl' };

/** Time enough for the browser to begin. */
const KEPT_MS = 60_000;

/**
 * Saves an export for somebody who has a token but no cookie, so that a link would lead nowhere.
 *
 * @param {import('../parley-api.js').ParleyApi} api
 * @param {string} path such as `/api/sessions/…/export?format=json`
 */
export async function download(api, path) {
  const blob = await api.file(path.replace(/^\/api/, ''));
  const { pathname, searchParams } = new URL(path, location.origin);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `parley-${pathname.split('/').at(-2)}.${ENDINGS[searchParams.get('format')] ?? 'md'}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
