import { byId, byIdAs, toast } from './dom.js';
import { language, onLanguage, say } from './language.js';

const MAX_TEXT = 100_000;
const COUNT_FROM = 400;

const isPhone = matchMedia('(pointer: coarse)');

/** The box that one writes in. What is not sent yet survives a reload of the tab. */
export class Composer {
  #box = byIdAs('text', HTMLTextAreaElement);
  #keptAs = '';
  #onSend;
  /** Longest text that can be sent now, in code points, and what the answer holds of it already. */
  #limit = { max: MAX_TEXT, held: 0 };

  /** @param {(text: string) => void} onSend */
  constructor(onSend) {
    this.#onSend = onSend;
    this.#box.addEventListener('input', () => this.#changed());
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    isPhone.addEventListener('change', () => this.#show());
    onLanguage(() => this.#show());
  }

  /** @param {string} code the chat that is written in from now on */
  open(code) {
    this.#keptAs = `kiem-diem/draft/${code}`;
    try {
      this.#box.value = sessionStorage.getItem(this.#keptAs) ?? '';
    } catch {
      this.#box.value = '';
    }
    this.#show();
  }

  /**
   * Puts a text back, before what is there.
   * @param {string} text
   */
  putBack(text) {
    this.#write(this.#box.value === '' ? text : `${text}\n${this.#box.value}`);
  }

  /**
   * Knows from now on how long an answer may be.
   * @param {import('./message.js').Takes | undefined} takes
   */
  takes(takes) {
    this.#limit = takes?.kind === 'text' ? takes : { max: MAX_TEXT, held: 0 };
    this.#box.dataset.placeholder = takes?.kind === 'text' ? 'write' : 'writeBeside';
    this.#show();
  }

  /** On a phone the box would open the keyboard over half of the chat. */
  focus() {
    if (isPhone.matches) byId('talk-name').focus();
    else this.#box.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While a Vietnamese input method composes, Enter belongs to it (229: browsers that do not say so).
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const isPlain = !event.shiftKey && !event.altKey && !isPhone.matches;
    if (!isPlain && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#box.value;
    if (text.trim() === '') return;
    if (this.#isOver()) {
      toast(say('tooLong', this.#counted()));
      return;
    }
    this.#write('');
    this.#onSend(text);
    this.#box.focus();
  }

  /** @param {string} text */
  #write(text) {
    this.#box.value = text;
    this.#changed();
  }

  #changed() {
    try {
      if (this.#box.value === '') sessionStorage.removeItem(this.#keptAs);
      else sessionStorage.setItem(this.#keptAs, this.#box.value);
    } catch {
      // Then a reload loses what is not sent.
    }
    this.#show();
  }

  #show() {
    const text = this.#box.value;
    const isOver = this.#isOver();
    const isShown = isOver || text.length >= Math.min(COUNT_FROM, this.#limit.max / 2);
    const words = isOver ? 'countOver' : this.#limit.max < MAX_TEXT ? 'countOf' : 'count';
    byId('count').textContent = isShown ? say(words, this.#counted()) : '';
    byId('count').classList.toggle('over', isOver);
    this.#box.placeholder = say(this.#box.dataset.placeholder ?? 'writeBeside');
    byId('hint').textContent = say(isPhone.matches ? 'hintPhone' : 'hintDesktop');
    byId('send').setAttribute('aria-disabled', String(isOver || text.trim() === ''));
    this.#grow();
  }

  #length() {
    return [...this.#box.value].length + this.#limit.held;
  }

  #isOver() {
    return this.#length() > this.#limit.max || this.#box.value.length > MAX_TEXT;
  }

  #counted() {
    const format = new Intl.NumberFormat(language());
    return { count: format.format(this.#length()), max: format.format(this.#limit.max) };
  }

  #grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#box.style.height = 'auto';
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}
