/**
 * Puts the chat on pages of other sites: `<script src="https://chat.example/widget.js" …></script>`. A script of the old kind, so that
 * it knows its own element, whose attributes tell what the chat is like; everything else is in modules. See `docs/widget.md`.
 */
(() => {
  /** Filled in by the server: where the modules are. */
  const { base = '', entry = '', modules = [] } = { /* files */ };
  const MARK = Symbol.for('parley.widget');
  const script = document.currentScript;

  if (!script?.src) {
    complain('load_failed', 'widget.js has to be loaded by a script element with src, and without type="module".');
    return;
  }
  const server = new URL(script.src).origin;
  if (window[MARK]) {
    if (window[MARK] !== server) {
      console.warn(`Parley: this page has a chat of ${window[MARK]} already; the one of ${server} was left out.`);
    }
    return;
  }
  Object.defineProperty(window, MARK, { value: server, configurable: true });

  const { dataset } = script;
  const given = window.parleyWidget ?? {};
  // After a chat that has left, "open" is its function.
  const open = typeof given.open === 'function' ? dataset.open : (given.open ?? dataset.open);
  const options = { ...dataset, ...given, open, server, token: askForToken, tell };
  const begun = begin().catch((failure) => {
    complain('load_failed', `the chat of ${server} could not be begun.`, failure);
    return null;
  });
  const pass = (name) => async (...values) => (await begun)?.[name](...values);

  window.parleyWidget = {
    ...given,
    open: pass('open'),
    close: pass('close'),
    toggle: pass('toggle'),
    newChat: pass('newChat'),
    openSession: pass('openSession'),
    signedOut: pass('signedOut'),
    destroy: async () => {
      await pass('destroy')();
      delete window[MARK];
    },
  };

  async function begin() {
    await documentIsRead();
    if (typeof tokenFunction() !== 'function') {
      complain(
        'no_token',
        'the page gives no tokens. Set window.parleyWidget = { token: async () => … } before widget.js, or name a function with data-token-callback.',
      );
      return null;
    }
    if (!(await isAllowed())) {
      return null;
    }
    try {
      // All at once, so that browsers need not find out about one after the other.
      await Promise.all(modules.map((name) => import(`${server}${base}${name}`)));
    } catch (failure) {
      complain(
        'load_failed',
        `the chat could not be loaded from ${server}. If this page has a Content-Security-Policy, its script-src has to allow ${server}.`,
        failure,
      );
      return null;
    }
    return (await import(`${server}${base}${entry}`)).begin(options);
  }

  function documentIsRead() {
    return new Promise((resolve) => {
      if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', resolve, { once: true });
      } else {
        resolve();
      }
    });
  }

  /** Asked before anything else, so that the console has one message that says what to do, and nobody mints a token in vain. */
  async function isAllowed() {
    if (server === location.origin) {
      return true;
    }
    let answer;
    try {
      answer = await (await fetch(`${server}/widget/origin`, { credentials: 'omit', cache: 'no-store' })).json();
    } catch (failure) {
      complain(
        'unreachable',
        `the chat server ${server} cannot be reached. If it runs, and this page has a Content-Security-Policy, its connect-src has to allow ${server} and ${server.replace(/^http/, 'ws')}.`,
        failure,
      );
      return false;
    }
    if (!answer.allowed) {
      const { origin } = location;
      complain(
        'origin_not_allowed',
        `pages of ${origin} may not use the chat of ${server}. To allow them, add ${origin} to PARLEY_ALLOWED_ORIGINS (or --allowed-origins) of that server and restart it.`,
      );
    }
    return answer.allowed;
  }

  function tokenFunction() {
    return given.token ?? window[dataset.tokenCallback];
  }

  /** Looked up each time, so that the page may have put another function there. */
  function askForToken() {
    return tokenFunction()();
  }

  function tell(type, detail) {
    window.dispatchEvent(new CustomEvent(`parley:${type}`, { detail }));
  }

  /** One message for those who put the chat there; visitors cannot do anything about it and see no button. */
  function complain(code, sentence, ...causes) {
    console.error(`Parley: ${sentence}`, ...causes);
    tell('error', { code, message: sentence });
  }
})();
