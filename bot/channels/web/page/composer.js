import { byId } from './dom.js';
import { language, onLanguage, say } from './language.js';

const MAX_TEXT = 100_000;
const COUNT_FROM = 400;

const isPhone = matchMedia('(pointer: coarse)');

/** The box that one writes in. What is not sent yet survives a reload of the tab. */
export class Composer {
  #box = byId('text');
  #keptAs = '';
  #onSend;

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

  /** Puts a text back, before what is there. */
  putBack(text) {
    this.#write(this.#box.value === '' ? text : `${text}\n${this.#box.value}`);
    this.#box.focus();
  }

  /** On a phone the box would open the keyboard over half of the chat. */
  focus() {
    if (isPhone.matches) byId('talk-name').focus();
    else this.#box.focus();
  }

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
    if (text.trim() === '' || text.length > MAX_TEXT) return;
    this.#write('');
    this.#onSend(text);
    this.#box.focus();
  }

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
    const isOver = text.length > MAX_TEXT;
    const format = new Intl.NumberFormat(language());
    const values = { count: format.format([...text].length), max: format.format(MAX_TEXT) };
    byId('count').textContent = text.length < COUNT_FROM ? '' : say(isOver ? 'countOver' : 'count', values);
    byId('count').classList.toggle('over', isOver);
    byId('hint').textContent = say(isPhone.matches ? 'hintPhone' : 'hintDesktop');
    byId('send').setAttribute('aria-disabled', String(isOver || text.trim() === ''));
    this.#grow();
  }

  #grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#box.style.height = 'auto';
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}
