/**
 * Markdown as the agent writes it, rendered to DOM nodes that are safe to show: HTML in the text is shown as text, what comes
 * out is sanitised once more, links open elsewhere, and images from other servers become links, so that an answer cannot
 * make the browser tell anybody that it was read.
 *
 * @module elements/markdown
 */

import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;
const EMBEDDED_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;

/** An ampersand that does not begin a character reference, which Markdown may contain. */
const LONE_AMPERSAND = /&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|\w+);)/gi;

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html({ text, block }) {
      if (/^<br\s*\/?>$/i.test(text.trim())) {
        return '<br>';
      }
      return block ? `<p>${escaped(text.trim())}</p>` : escaped(text);
    },
    // Not the library's own: inside of <code> or <script> that one passes text as it is.
    text({ text, tokens }) {
      return tokens ? this.parser.parseInline(tokens) : escaped(text, LONE_AMPERSAND);
    },
    image({ href, text }) {
      if (EMBEDDED_IMAGE.test(href)) {
        return `<img src="${escaped(href)}" alt="${escaped(text)}">`;
      }
      return `<a href="${escaped(href)}">${escaped(text || href)}</a>`;
    },
  },
});

const purifier = DOMPurify(window);
const SANITIZE = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'input'],
    ...['em', 'strong', 'del', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'src', 'alt', 'class', 'start', 'align', 'type', 'checked', 'disabled'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.hasAttribute('class') && !/^language-[\w+#.-]+$/.test(node.className)) {
    node.removeAttribute('class');
  }
  if (node.localName === 'a') {
    if (SAFE_LINK.test(node.getAttribute('href') ?? '')) {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer nofollow');
    } else {
      node.removeAttribute('href');
    }
  } else if (node.localName === 'img' && !EMBEDDED_IMAGE.test(node.getAttribute('src') ?? '')) {
    node.remove();
  } else if (node.localName === 'input') {
    node.setAttribute('type', 'checkbox');
    node.setAttribute('disabled', '');
  }
});

/**
 * Markdown in an element, which may grow: only the blocks that changed are rendered anew, so the costs of an answer in
 * progress do not grow with its length, and what a reader has selected above stays selected.
 */
export class GrowingMarkdown {
  #element;
  #raws = [];
  #definitions = '';

  /** @param {Element} element becomes the parent of one element per block */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} text the whole text so far */
  show(text) {
    const tokens = marked.lexer(text);
    // A definition of a link may come after the blocks that use it.
    const definitions = JSON.stringify(tokens.links);
    const anew = definitions !== this.#definitions;
    this.#definitions = definitions;
    const blocks = tokens.filter((token) => token.type !== 'space' && token.type !== 'def');
    blocks.forEach((token, index) => {
      if (anew || this.#raws[index] !== token.raw) {
        this.#block(index).replaceChildren(rendered(token));
        this.#raws[index] = token.raw;
      }
    });
    this.#raws.length = blocks.length;
    while (this.#element.childElementCount > blocks.length) {
      this.#element.lastElementChild.remove();
    }
  }

  #block(index) {
    return this.#element.children[index] ?? this.#element.appendChild(document.createElement('div'));
  }
}

function rendered(token) {
  return purifier.sanitize(marked.parser([token]), SANITIZE);
}

function escaped(text, ampersand = /&/g) {
  return text.replace(ampersand, '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
