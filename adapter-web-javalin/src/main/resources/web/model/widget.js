/**
 * The chat on a page of another site, without its looks.
 *
 * @module model/widget
 */

import { FreshToken } from '../client/token.js';
import { ParleyError } from '../parley-client.js';
import { text } from '../text.js';
import { Application } from './application.js';
import { Observable } from './observable.js';
import { keep, kept } from './tab-storage.js';
import { TabPlace } from './tab-place.js';
import { Unread } from './unread.js';

const OPEN = 'widget.open';

/** Whether it is open, who uses it, and what came while it was closed. A tab remembers over its pages which chat is open. */
export class Widget extends Observable {
  #token;
  #begun = false;

  /** What went wrong when the user was to be signed in. @type {?Error} */
  problem = null;

  /** @param {import('../widget/options.js').WidgetOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.#token = new FreshToken(() => this.#askForToken());
    this.application = new Application({
      url: options.server,
      token: this.#token.get,
      profile: options.profile,
      router: new TabPlace(),
      theme: null,
    });
    this.unread = new Unread(this.application.chat, this.application.inbox);
    this.isOpen = kept(OPEN) ?? options.open;
    this.application.login.addEventListener('problem', ({ detail }) => (this.problem = detail));
    this.application.login.addEventListener('entered', () => (this.problem = null));
    this.unread.addEventListener('change', () => options.tell('unread', { count: this.unread.count }));
  }

  /** Most visitors never open it: they cost no token and no connection. */
  begin() {
    const { options, application } = this;
    if (this.isOpen || options.connect === 'load' || application.router.place.session) {
      this.#signIn();
    }
    this.unread.look(this.isOpen);
  }

  /** What is called the chat, as people see it. */
  get title() {
    return this.options.title ?? text.widget.title;
  }

  open() {
    if (this.isOpen) {
      return;
    }
    this.#become(true);
    this.options.tell('open', {});
    if (!this.#begun || this.application.login.state === 'out') {
      this.#signIn();
    }
  }

  close() {
    if (this.isOpen) {
      this.#become(false);
      this.options.tell('close', {});
    }
  }

  /** Asks the page for a token, and the server who that is. */
  signIn() {
    this.#signIn();
  }

  /** The site's user has gone: nothing of theirs stays in this tab. */
  signedOut() {
    this.#token.forget();
    this.application.login.leave();
    this.#become(false);
  }

  /** Ends for good. */
  end() {
    this.application.end();
    this.options.tell('destroy', {});
  }

  #signIn() {
    const { application } = this;
    this.problem = null;
    if (this.#begun) {
      application.login.begin(null);
    } else {
      this.#begun = true;
      application.begin();
    }
  }

  #become(isOpen) {
    this.isOpen = isOpen;
    keep(OPEN, isOpen);
    this.unread.look(isOpen);
    this.changed();
  }

  async #askForToken() {
    let token;
    try {
      token = await this.options.token();
    } catch (failure) {
      console.error('Parley: the function of this page that gives tokens failed.', failure);
      throw new ParleyError('no_token', text.widget.noToken);
    }
    if (!token?.trim()) {
      throw new ParleyError('unauthenticated', text.widget.signedOut.title);
    }
    return token;
  }
}
