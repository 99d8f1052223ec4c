/**
 * Markdown as the agent writes it, rendered to DOM nodes that are safe to show: HTML in the text is shown as text, what comes
 * out is sanitised once more, links open elsewhere, and images from other servers become links, so that an answer cannot
 * make the browser tell anybody that it was read.
 *
 * @module elements/markdown
 */

import DOMPurify from 'dompurify';
import { Lexer, Marked } from 'marked';
import { text } from '../text.js';
import { codeBlock, growCode } from './code-block.js';

const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;
const EMBEDDED_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;

/** An ampersand that does not begin a character reference, which Markdown may contain. */
const LONE_AMPERSAND = /&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|\w+);)/gi;

/** How many of the last blocks may still become something else when more text comes. */
const UNSETTLED = 2;

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html({ text: markup, block }) {
      if (/^<br\s*\/?>$/i.test(markup.trim())) {
        return '<br>';
      }
      return block ? `<p>${escaped(markup.trim())}</p>` : escaped(markup);
    },
    // Not the library's own: inside of <code> or <script> that one passes text as it is.
    text({ text: plain, tokens }) {
      return tokens ? this.parser.parseInline(tokens) : escaped(plain, LONE_AMPERSAND);
    },
    image({ href, text: alt }) {
      if (EMBEDDED_IMAGE.test(href)) {
        return `<img src="${escaped(href)}" alt="${escaped(alt)}">`;
      }
      return `<a href="${escaped(href)}">${escaped(alt || href)}</a>`;
    },
  },
});

/**
 * A lexer that takes text for what it is where looking for the ends of marks could take for ever. The library's costs grow with the
 * square of the number of marks in one paragraph, and with brackets faster than that; what is excluded here is no prose.
 */
class TameLexer extends Lexer {
  inline(src, tokens = []) {
    const brackets = count(src, /\[/g);
    const marks = count(src, /[*_~!`]/g);
    if ((brackets * brackets * src.length) / 1e8 + (marks * marks) / 1e6 <= 1) {
      return super.inline(src, tokens);
    }
    tokens.push({ type: 'text', raw: src, text: src });
    return tokens;
  }
}

function count(written, pattern) {
  return written.match(pattern)?.length ?? 0;
}

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
    node.setAttribute('aria-label', node.hasAttribute('checked') ? text.message.done : text.message.notDone);
  }
});

/**
 * Markdown in an element, which may grow: only the last blocks are parsed and rendered anew, so the costs of an answer in
 * progress do not grow with its length, and what a reader has selected above stays selected.
 */
export class GrowingMarkdown {
  #element;
  #source = '';
  /** The blocks that are shown, each with where it begins in the source. */
  #blocks = [];
  /** What links are defined to be, each with where that is done in the source. */
  #definitions = [];
  /** Whether the blocks and the space between them are all of the source, so that their places in it are known. */
  #isExact = true;

  /** @param {Element} element becomes the parent of one element per block */
  constructor(element) {
    this.#element = element;
  }

  /**
   * @param {string} written the whole text so far
   * @param {boolean} [whole] whether nothing more comes, so that all of it is looked at once more
   */
  show(written, whole = false) {
    try {
      this.#show(written.replaceAll(/\r\n?/g, '\n'), whole);
    } catch (failure) {
      // Such as a thousand quotations in each other, for which there is no stack.
      if (!(failure instanceof RangeError)) {
        throw failure;
      }
      this.#showPlain(written);
    }
  }

  #show(source, whole) {
    const isMore = this.#isExact && source.startsWith(this.#source);
    const kept = whole || !isMore ? 0 : Math.max(0, this.#blocks.length - UNSETTLED);
    if (!this.#showFrom(source, kept, kept > 0 ? this.#blocks[kept].start : 0)) {
      // A link was defined, which may change every block before.
      this.#showFrom(source, 0, 0);
    }
    this.#source = source;
  }

  #showPlain(written) {
    this.#blocks = [];
    this.#definitions = [];
    this.#isExact = false;
    const plain = document.createElement('p');
    plain.className = 'plain';
    plain.textContent = written;
    this.#element.replaceChildren(plain);
  }

  /** @returns {boolean} whether the blocks before can stay as they are */
  #showFrom(source, kept, start) {
    const lexer = new TameLexer(marked.defaults);
    const settled = this.#definitions.filter((definition) => definition.start < start);
    settled.forEach(({ tag, link }) => (lexer.tokens.links[tag] = link));
    const tokens = lexer.lex(source.slice(start));
    const definitions = [...settled, ...definitionsIn(tokens, start).slice(settled.length)];
    const anew = JSON.stringify(definitions) !== JSON.stringify(this.#definitions);
    if (anew && kept > 0) {
      return false;
    }
    this.#definitions = definitions;
    const blocks = this.#blocks.slice(0, kept);
    let place = start;
    for (const token of tokens) {
      if (token.type !== 'space' && token.type !== 'def') {
        blocks.push(this.#render(token, place, blocks.length, anew));
      }
      place += token.raw.length;
    }
    this.#blocks = blocks;
    this.#isExact = place === source.length;
    while (this.#element.childElementCount > blocks.length) {
      this.#element.lastElementChild.remove();
    }
    return true;
  }

  #render(token, start, index, anew) {
    const before = this.#blocks[index];
    const block = { start, raw: token.raw, type: token.type, language: token.lang ?? '' };
    const element = this.#element.children[index] ?? this.#element.appendChild(document.createElement('div'));
    const isSame = before?.raw === block.raw && before.type === block.type;
    if (!isSame && token.type === 'code' && before?.type === 'code' && before.language === block.language) {
      growCode(element, token.text);
    } else if (!isSame || anew) {
      element.replaceChildren(rendered(token));
    }
    return block;
  }
}

/**
 * All definitions of links that were known when the tokens were made. Of those inside of lists and quotations the place is not known;
 * they are taken to be in the last block, so that they never settle too early.
 */
function definitionsIn(tokens, start) {
  const places = new Map();
  let place = start;
  let last = start;
  for (const { type, tag, raw } of tokens) {
    if (type === 'def') {
      places.set(tag, place);
    }
    last = type === 'space' ? last : place;
    place += raw.length;
  }
  return Object.entries(tokens.links).map(([tag, link]) => ({ tag, link, start: places.get(tag) ?? last }));
}

function rendered(token) {
  if (token.type === 'code') {
    return codeBlock(token.text, languageOf(token.lang));
  }
  const fragment = purifier.sanitize(marked.parser([token]), SANITIZE);
  for (const pre of fragment.querySelectorAll('pre')) {
    const code = pre.querySelector('code') ?? pre;
    pre.replaceWith(codeBlock(code.textContent.replace(/\n$/, ''), code.className.replace(/^language-/, '')));
  }
  return fragment;
}

/** The first word behind the fence, as far as it can be a language. */
function languageOf(info = '') {
  return /^[\w+#.-]{1,30}(?=\s|$)/.exec(info)?.[0] ?? '';
}

function escaped(written, ampersand = /&/g) {
  return written.replace(ampersand, '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
