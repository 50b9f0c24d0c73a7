import { all, byId, make } from './dom.js';
import { language, say } from './language.js';
import { hasButtons, makeText, markPicked, setButtons, writeMessage } from './message.js';
import { clock, dayName, dayOf, moment } from './time.js';

/**
 * @typedef {import('./follow-chat.js').Entry} Entry
 * @typedef {import('./queue.js').Input} Input
 * @typedef {import('./queue.js').Item} Item
 * @typedef {{ person?: string, id?: string }} SentFile whose chat it is in and what the server calls it, once the server has it
 */

/** How near to the end counts as reading the newest, in CSS pixels. */
const NEAR_END = 120;
const GAP = 12;

const isCalm = matchMedia('(prefers-reduced-motion: reduce)');

/** The bubbles of one chat: what the log holds, then what waits to be sent. */
export class Transcript {
  #scroll = byId('scroll');
  #log = byId('log');
  #pending = byId('pending');
  /** @type {Map<string, HTMLElement>} bubbles of the bot by id */
  #messages = new Map();
  /** @type {WeakMap<Element, import('./message.js').Message>} what each of them says */
  #said = new WeakMap();
  /** Code of the person whose chat it is. */
  #code = '';
  #lastDay = '';
  #isLive = false;
  /** @type {HTMLElement | undefined} the first bubble that the person has not had time to read */
  #unread;
  /** The person did something, so the next message is shown wherever they are. */
  #isAwaiting = false;
  #onRetract;

  /** @param {(item: Item, isEdited: boolean) => void} onRetract */
  constructor(onRetract) {
    this.#onRetract = onRetract;
  }

  /** Forgets everything, for another chat or for the same from its beginning. */
  clear(code = this.#code) {
    this.#code = code;
    this.#messages.clear();
    this.#log.replaceChildren();
    this.#pending.replaceChildren();
    this.#log.ariaLive = 'off';
    this.#lastDay = '';
    this.#isLive = false;
    this.#isAwaiting = false;
    this.#unread = undefined;
    byId('jump').hidden = true;
  }

  /**
   * Shows one entry of the log; they come in their order, each once.
   * @param {string} id
   * @param {Entry} entry
   */
  addEntry(id, entry) {
    const isNews = entry.type === 'message' && !this.#messages.has(entry.replaces ?? id);
    const mayMove = this.isAtEnd() || (this.#isAwaiting && isNews);
    if (entry.type === 'message') this.#addMessage(entry.replaces ?? id, entry);
    else this.#addAct(entry);
    if (isNews) this.#isAwaiting = false;
    // A press adds no line: nothing may move under the finger.
    if (!this.#isLive || entry.type === 'press') return;
    if (mayMove) this.#toEnd();
    else byId('jump').hidden = this.isAtEnd();
  }

  /**
   * Shows what waits to be sent.
   * @param {Item[]} items
   */
  showQueue(items) {
    const updates = new Set(items.map(({ update }) => update));
    for (const row of all(this.#pending, ':scope > *')) {
      if (updates.has(row.dataset.update ?? '')) continue;
      // Acknowledged: the bubble stays until the log brings it; a failed one was discarded in another tab.
      if (row.dataset.state === 'failed') row.remove();
      else if (row.dataset.state === 'sending') setState(row, 'received');
    }
    for (const item of items) this.#showItem(item);
    this.#showBusy(items);
  }

  /**
   * The person acts: what the bot says from now on is new.
   * @param {Input} input
   */
  act(input) {
    this.#unread = undefined;
    this.#isAwaiting = true;
    if (input.type !== 'press')
      this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: 'instant' });
  }

  /** Everything so far is there: what comes from now on is announced. */
  live() {
    if (this.#isLive) return;
    this.#unread = this.#active()?.closest('.row') ?? undefined;
    this.#toEnd();
    this.#isLive = true;
    this.#log.ariaLive = 'polite';
  }

  /** Goes to the very end. */
  jump() {
    this.#unread = undefined;
    this.#toEnd();
  }

  /**
   * Marks a text that the bot did not take.
   * @param {string} update
   */
  ignore(update) {
    const [row] = all(this.#pending, `[data-update="${update}"]`);
    if (row !== undefined) setState(row, 'ignored');
  }

  /** @returns {import('./message.js').Message | undefined} the one whose buttons can be pressed */
  newest() {
    const bubble = this.#active();
    return bubble === undefined ? undefined : this.#said.get(bubble);
  }

  isEmpty() {
    return this.#log.childElementCount === 0 && this.#pending.childElementCount === 0;
  }

  /**
   * Whether the buttons of this bubble can be pressed.
   * @param {HTMLElement} bubble
   */
  isActive(bubble) {
    return bubble === this.#active() && bubble.dataset.state === 'active';
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /**
   * @param {string} id
   * @param {import('./follow-chat.js').MessageEntry} entry
   */
  #addMessage(id, { message, at }) {
    const known = this.#messages.get(id);
    const bubble = known ?? make('div', { className: 'bubble bot', tabIndex: -1 });
    const before = this.#active();
    writeMessage(bubble, message);
    this.#said.set(bubble, message);
    if (known === undefined) {
      this.#messages.set(id, bubble);
      const row = make('div', { className: 'row' }, speaker('bot', message.language), bubble, time(at));
      this.#append(row, at);
      this.#unread ??= row;
    }
    this.#refreshStates();
    const after = this.#active();
    const hadFocus = before !== after && before?.contains(document.activeElement);
    if (this.#isLive && hadFocus) after?.focus({ preventScroll: true });
  }

  /** @param {Exclude<Entry, { type: 'message' }>} entry */
  #addAct(entry) {
    this.#unread = undefined;
    if (entry.type === 'press') {
      for (const bubble of this.#messages.values()) markPicked(bubble, entry.handle);
      return;
    }
    this.#pending.querySelector(`[data-update="${CSS.escape(entry.update)}"]`)?.remove();
    const state = entry.refused === true ? 'refused' : 'received';
    const file = entry.file === undefined ? undefined : { ...entry.file, person: this.#code };
    const row = drawOwn({ text: entry.text, at: entry.at, state, file });
    row.dataset.update = entry.update;
    this.#append(row, entry.at);
  }

  /**
   * @param {HTMLElement} row
   * @param {string} at
   */
  #append(row, at) {
    const day = dayOf(at);
    const isNewDay = day !== this.#lastDay;
    if (isNewDay)
      this.#log.append(make('div', { className: 'day' }, make('span', { textContent: dayName(at) })));
    this.#lastDay = day;
    this.#log.append(row);
  }

  /** Only the newest message with buttons can be pressed; a mere notice after it changes nothing. */
  #active() {
    return [...this.#messages.values()].findLast(hasButtons);
  }

  #refreshStates() {
    const newest = this.#active();
    for (const bubble of this.#messages.values()) {
      if (hasButtons(bubble)) setButtons(bubble, bubble === newest ? 'active' : 'stale');
    }
  }

  /** @param {Item} item */
  #showItem(item) {
    const text = ownText(item.input);
    const selector = `[data-update="${item.update}"]`;
    if (text === undefined || this.#log.querySelector(selector) !== null) return;
    const [old] = all(this.#pending, selector);
    const state = item.failure === undefined ? 'sending' : 'failed';
    if (old?.dataset.state === state) return;
    const row = drawOwn({ text, at: item.at, state, file: item.input.type === 'file' ? {} : undefined });
    row.dataset.update = item.update;
    if (item.failure !== undefined) row.append(this.#drawFailure(item));
    if (old === undefined) this.#pending.append(row);
    else old.replaceWith(row);
  }

  /** @param {Item} item */
  #drawFailure(item) {
    const why = make('p', { className: 'failure', textContent: item.failure?.[language()] ?? '' });
    const edit = make('button', {
      type: 'button',
      className: 'press',
      textContent: say('takeBack'),
      hidden: item.input.type !== 'text',
    });
    const drop = make('button', { type: 'button', className: 'press', textContent: say('drop') });
    edit.addEventListener('click', () => this.#onRetract(item, true));
    drop.addEventListener('click', () => this.#onRetract(item, false));
    return make('div', { className: 'failed-actions' }, why, edit, drop);
  }

  /**
   * A press that is on its way blocks the whole message: no double taps.
   * @param {Item[]} items
   */
  #showBusy(items) {
    const handles = new Set(
      items.map(({ input, failure }) => (failure || input.type !== 'press' ? undefined : input.handle)),
    );
    this.#refreshStates();
    const bubble = this.#active();
    if (bubble === undefined) return;
    for (const button of all(bubble, 'button[data-handle]')) {
      if (!handles.has(button.dataset.handle)) continue;
      setButtons(bubble, 'busy');
      button.classList.add('waiting');
    }
  }

  /** Goes to the end, but never past the beginning of what is new. */
  #toEnd() {
    const end = this.#scroll.scrollHeight - this.#scroll.clientHeight;
    const start = this.#unread === undefined ? end : this.#unread.offsetTop - GAP;
    const behavior = this.#isLive && !isCalm.matches ? 'smooth' : 'instant';
    this.#scroll.scrollTo({ top: Math.min(end, start), behavior });
    byId('jump').hidden = start > end - NEAR_END;
  }
}

/** @param {{ text: string, at: string, state: string, file: SentFile | undefined }} own */
function drawOwn({ text, at, state, file }) {
  const body = file === undefined ? makeText(text, 'text') : drawFile(text, file);
  const bubble = make('div', { className: 'bubble own' }, body);
  const row = make(
    'div',
    { className: 'row mine', ariaLive: 'off' },
    speaker('you', language()),
    bubble,
    time(at),
  );
  row.append(make('span', { className: 'state' }));
  setState(row, state);
  return row;
}

/**
 * A file that the server has can be opened again.
 * @param {string} name
 * @param {SentFile} file
 */
function drawFile(name, { person, id }) {
  const label = make('span', { textContent: `${say('file')}: ${name}` });
  if (id === undefined) return make('p', { className: 'file' }, label);
  const href = `/api/chats/${person}/files/${encodeURIComponent(id)}`;
  return make('a', { className: 'file', href, download: name }, label);
}

/**
 * @param {HTMLElement} row
 * @param {string} state
 */
function setState(row, state) {
  row.dataset.state = state;
  for (const word of all(row, '.state')) word.textContent = say(state);
}

/**
 * @param {'bot' | 'you'} who
 * @param {import('./language.js').Language} spoken
 */
function speaker(who, spoken) {
  return make('span', { className: 'hidden', textContent: `${say(who, { language: spoken })}: ` });
}

/** @param {string} at ISO 8601 */
function time(at) {
  return make('time', { dateTime: at, title: moment(at), textContent: clock(at) });
}

/**
 * @param {Input} input
 * @returns {string | undefined} what the chat shows of it
 */
function ownText(input) {
  if (input.type === 'text') return input.text;
  if (input.type === 'file') return input.file.name;
  return input.type === 'command' ? `/${input.name}` : undefined;
}
