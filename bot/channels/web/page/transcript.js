import { byId, make } from './dom.js';
import { language, say } from './language.js';
import { hasButtons, makeText, markPicked, setButtons, writeMessage } from './message.js';
import { clock, dayName, dayOf } from './time.js';

/** How near to the end counts as reading the newest, in CSS pixels. */
const NEAR_END = 120;
const GAP = 12;

const isCalm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * The bubbles of one chat: what the log holds, then what waits to be sent.
 * @param {{ onRetract(item: import('./queue.js').Item, isEdited: boolean): void }} options
 */
export function createTranscript({ onRetract }) {
  const scroll = byId('scroll');
  const log = byId('log');
  const pending = byId('pending');
  /** @type {Map<string, HTMLElement>} bubbles of the bot by id */
  const messages = new Map();
  let lastDay = '';
  let isLive = false;
  /** @type {HTMLElement | undefined} the first bubble that the person has not had time to read */
  let unread;
  /** The person did something, so the next message is shown wherever they are. */
  let isAwaiting = false;

  clear();

  function clear() {
    messages.clear();
    log.replaceChildren();
    pending.replaceChildren();
    log.ariaLive = 'off';
    lastDay = '';
    isLive = false;
    isAwaiting = false;
    unread = undefined;
    byId('jump').hidden = true;
  }

  function addEntry(id, entry) {
    const isNews = entry.type === 'message' && !messages.has(entry.replaces ?? id);
    const mayMove = isAtEnd() || (isAwaiting && isNews);
    if (entry.type === 'message') addMessage(entry.replaces ?? id, entry);
    else addAct(entry);
    if (isNews) isAwaiting = false;
    if (!isLive) return;
    if (mayMove) toEnd();
    else byId('jump').hidden = isAtEnd();
  }

  function addMessage(id, { message, at }) {
    const known = messages.get(id);
    const bubble = known ?? make('div', { className: 'bubble bot', tabIndex: -1 });
    const before = active();
    writeMessage(bubble, message);
    if (known === undefined) {
      messages.set(id, bubble);
      const row = make('div', { className: 'row' }, speaker('bot', message.language), bubble, time(at));
      append(row, at);
      unread ??= row;
    }
    refreshStates();
    const after = active();
    if (isLive && before !== after && before?.contains(document.activeElement))
      after?.focus({ preventScroll: true });
  }

  function addAct(entry) {
    unread = undefined;
    if (entry.type === 'press') markPress(entry.handle);
    else addOwn(entry);
  }

  function addOwn({ update, text, at }) {
    pending.querySelector(`[data-update="${CSS.escape(update)}"]`)?.remove();
    append(drawOwn({ text, at, state: 'received' }), at);
  }

  function append(row, at) {
    const day = dayOf(at);
    if (day !== lastDay)
      log.append(make('div', { className: 'day' }, make('span', { textContent: dayName(at) })));
    lastDay = day;
    log.append(row);
  }

  /** Only the newest message with buttons can be pressed; a mere notice after it changes nothing. */
  function active() {
    return [...messages.values()].findLast(hasButtons);
  }

  function refreshStates() {
    const newest = active();
    for (const bubble of messages.values())
      if (hasButtons(bubble)) setButtons(bubble, bubble === newest ? 'active' : 'stale');
  }

  function markPress(handle) {
    for (const bubble of messages.values()) {
      if (bubble.querySelector(`[data-handle="${CSS.escape(handle)}"]`) !== null) markPicked(bubble, handle);
    }
  }

  function showQueue(items) {
    const updates = new Set(items.map(({ update }) => update));
    for (const row of [...pending.children]) {
      if (updates.has(row.dataset.update)) continue;
      // Acknowledged: the bubble stays until the log brings it; a failed one was discarded in another tab.
      if (row.dataset.state === 'failed') row.remove();
      else if (row.dataset.state === 'sending') setState(row, 'received');
    }
    for (const item of items) showItem(item);
    showBusy(items);
  }

  function showItem(item) {
    const text = ownText(item.input);
    if (text === undefined || log.querySelector(`[data-update="${item.update}"]`) !== null) return;
    const old = pending.querySelector(`[data-update="${item.update}"]`);
    const state = item.failure === undefined ? 'sending' : 'failed';
    if (old?.dataset.state === state) return;
    const row = drawOwn({ text, at: item.at, state });
    row.dataset.update = item.update;
    if (item.failure !== undefined) row.append(drawFailure(item));
    if (old === null) pending.append(row);
    else old.replaceWith(row);
  }

  function drawFailure(item) {
    const why = make('p', { className: 'failure', textContent: item.failure?.[language()] ?? '' });
    const edit = make('button', { type: 'button', className: 'press', textContent: say('takeBack') });
    const drop = make('button', { type: 'button', className: 'press', textContent: say('drop') });
    edit.addEventListener('click', () => onRetract(item, true));
    drop.addEventListener('click', () => onRetract(item, false));
    return make('div', { className: 'failed-actions' }, why, edit, drop);
  }

  /** A press that is on its way blocks the whole message: no double taps. */
  function showBusy(items) {
    const handles = new Set(items.filter(({ failure }) => !failure).map(({ input }) => input.handle));
    refreshStates();
    for (const button of active()?.querySelectorAll('button[data-handle]') ?? []) {
      if (!handles.has(button.dataset.handle)) continue;
      setButtons(active(), 'busy');
      button.classList.add('waiting');
    }
  }

  function isAtEnd() {
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  }

  /** Goes to the end, but never past the beginning of what is new. */
  function toEnd() {
    const end = scroll.scrollHeight - scroll.clientHeight;
    const start = unread === undefined ? end : unread.offsetTop - GAP;
    scroll.scrollTo({
      top: Math.min(end, start),
      behavior: isLive && !isCalm.matches ? 'smooth' : 'instant',
    });
    byId('jump').hidden = start > end - NEAR_END;
  }

  return {
    addEntry,
    clear,
    showQueue,
    /** The person acts: what the bot says from now on is new. */
    act(input) {
      unread = undefined;
      isAwaiting = true;
      if (input.type !== 'press') scroll.scrollTo({ top: scroll.scrollHeight, behavior: 'instant' });
    },
    /** Everything so far is there. */
    live() {
      if (isLive) return;
      unread = active()?.closest('.row') ?? undefined;
      toEnd();
      isLive = true;
      log.ariaLive = 'polite';
    },
    ignore(update) {
      const row = pending.querySelector(`[data-update="${update}"]`);
      if (row !== null) setState(row, 'ignored');
    },
    isEmpty: () => log.childElementCount === 0 && pending.childElementCount === 0,
    isActive: (bubble) => bubble === active() && bubble.dataset.state === 'active',
    atEnd: isAtEnd,
    jump() {
      unread = undefined;
      toEnd();
    },
  };
}

function drawOwn({ text, at, state }) {
  const bubble = make('div', { className: 'bubble own' }, makeText(text, 'text'));
  const row = make(
    'li',
    { className: 'row mine', ariaLive: 'off' },
    speaker('you', language()),
    bubble,
    time(at),
  );
  row.append(make('span', { className: 'state' }));
  setState(row, state);
  return row;
}

function setState(row, state) {
  const names = { sending: 'sending', received: 'received', failed: 'failed', ignored: 'ignored' };
  row.dataset.state = state;
  row.querySelector('.state').textContent = say(names[state]);
}

function speaker(who, spoken) {
  return make('span', { className: 'hidden', textContent: `${say(who, { language: spoken })}: ` });
}

function time(at) {
  return make('time', { dateTime: at, textContent: clock(at) });
}

function ownText(input) {
  if (input.type === 'text') return input.text;
  return input.type === 'command' ? `/${input.name}` : undefined;
}
