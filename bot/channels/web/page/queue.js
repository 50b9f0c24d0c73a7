import { language } from './language.js';

/**
 * @typedef {{ type: 'text', text: string } | { type: 'press', handle: string } | { type: 'command', name: string } | { type: 'language', to: string } | { type: 'file', file: File, album?: string }} Input
 * @typedef {{ update: string, at: string, order: string, input: Input, failure?: Record<string, string> }} Item
 * @typedef {{ status: string, toast?: string, refused?: true }} Receipt
 * @typedef {{ later?: true, receipt?: Receipt, failure?: Record<string, string> }} Answer what came of one attempt to send
 * @typedef {{ onChange(): void, onReceipt(item: Item, receipt: Receipt): void }} Listener
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const LATER = [408, 425, 429];
const PREFIX = 'kiem-diem/queue/';

/** @type {Map<string, ReturnType<typeof createQueue>>} */
const queues = new Map();

/**
 * Everything that the person did and the bot has not acknowledged, kept in the browser until then. It goes
 * on sending after the chat was left.
 * @param {string} code
 */
export function queueOf(code) {
  const queue = queues.get(code) ?? createQueue(code);
  queues.set(code, queue);
  return queue;
}

/** Sends what was left over in every chat when the page was closed. */
export function resumeQueues() {
  const codes = keysOf(PREFIX).map((key) => key.slice(PREFIX.length, key.lastIndexOf('/')));
  for (const code of new Set(codes)) queueOf(code).run();
}

/**
 * One tab at a time sends, oldest first; the update id makes a second delivery harmless.
 * @param {string} code
 */
function createQueue(code) {
  const store = createStore(`${PREFIX}${code}/`);
  /** @type {Listener | undefined} */
  let listener;
  let count = 0;
  let isAsked = false;
  let wake = () => {};

  async function sendAll() {
    isAsked = false;
    let wait = FIRST_WAIT_MS;
    for (let item = next(); item !== undefined; item = next()) {
      const answer = await post(code, item);
      if (!answer.later) settle(item, answer);
      else await pause(wait);
      wait = answer.later ? Math.min(wait * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    }
  }

  function next() {
    return store.all().find((item) => item.failure === undefined);
  }

  /** @type {(milliseconds: number) => Promise<void>} */
  function pause(milliseconds) {
    return new Promise((resolve) => {
      wake = () => resolve();
      setTimeout(resolve, milliseconds);
    });
  }

  /** @type {(item: Item, answer: Answer) => void} */
  function settle(item, answer) {
    if (answer.failure === undefined) store.remove(item);
    else store.put({ ...item, failure: answer.failure });
    if (answer.receipt !== undefined) listener?.onReceipt(item, answer.receipt);
    listener?.onChange();
  }

  function run() {
    wake();
    if (isAsked) return;
    isAsked = true;
    void navigator.locks.request(`${PREFIX}${code}`, sendAll);
  }

  addEventListener('online', run);
  addEventListener('beforeunload', (event) => {
    if (store.hasUnkept()) event.preventDefault();
  });
  addEventListener('storage', (event) => {
    if (event.key === null || store.owns(event.key)) listener?.onChange();
  });
  return {
    /** @returns {Item[]} oldest first */
    items: () => store.all(),
    /** @param {Input} input @returns {boolean} whether it survives the end of the page */
    add(input) {
      count += 1;
      const order = `${String(Date.now()).padStart(15, '0')}-${String(count).padStart(6, '0')}`;
      const isKept = store.put({ update: crypto.randomUUID(), at: new Date().toISOString(), order, input });
      listener?.onChange();
      run();
      return isKept;
    },
    /** @param {Item} item a failed one */
    remove(item) {
      store.remove(item);
      listener?.onChange();
    },
    /** @param {Listener | undefined} next the chat that is shown */
    listen(next) {
      listener = next;
    },
    /** Tries at once what waits. */
    run,
  };
}

/**
 * One entry per item, so that two tabs never overwrite each other's.
 * @param {string} prefix
 */
function createStore(prefix) {
  /** @type {Map<string, Item>} what the browser did not let us keep */
  const unkept = new Map();
  /** @param {Item} item */
  const keyOf = (item) => `${prefix}${item.order}-${item.update}`;
  return {
    /** @param {string} key */
    owns: (key) => key.startsWith(prefix),
    hasUnkept: () => unkept.size > 0,
    /**
     * @param {Item} item
     * @returns {boolean} whether it survives the end of the page
     */
    put(item) {
      // A browser keeps no files: they are there until the page is closed.
      if (item.input.type === 'file') {
        unkept.set(keyOf(item), item);
        return true;
      }
      try {
        localStorage.setItem(keyOf(item), JSON.stringify(item));
        unkept.delete(keyOf(item));
        return true;
      } catch {
        unkept.set(keyOf(item), item);
        return false;
      }
    },
    /** @param {Item} item */
    remove(item) {
      unkept.delete(keyOf(item));
      try {
        localStorage.removeItem(keyOf(item));
      } catch {
        // Nothing was kept.
      }
    },
    all() {
      const kept = readKept(prefix).filter((item) => !unkept.has(keyOf(item)));
      return [...kept, ...unkept.values()].sort((left, right) => (left.order < right.order ? -1 : 1));
    },
  };
}

/**
 * @param {string} prefix
 * @returns {Item[]}
 */
function readKept(prefix) {
  return keysOf(prefix).flatMap((key) => {
    const text = localStorage.getItem(key);
    return text === null ? [] : [JSON.parse(text)];
  });
}

/**
 * @param {string} prefix
 * @returns {string[]}
 */
function keysOf(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/**
 * @param {string} code
 * @param {Item} item
 * @returns {Promise<Answer>}
 */
async function post(code, item) {
  try {
    const { update, input } = item;
    const response = await (input.type === 'file'
      ? postFile(code, { update, ...input })
      : postEvent(code, item));
    const isLater = response.status >= 500 || LATER.includes(response.status);
    if (isLater) return { later: true };
    const body = await response.json();
    return response.ok ? { receipt: body } : { failure: body.message ?? {} };
  } catch {
    return { later: true };
  }
}

/**
 * @param {string} code
 * @param {Item} item
 */
function postEvent(code, { update, input }) {
  return fetch(`/api/chats/${encodeURIComponent(code)}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ update, language: language(), ...input }),
  });
}

/**
 * @param {string} code
 * @param {{ update: string, file: File, album?: string }} item
 */
function postFile(code, { update, file, album }) {
  const about = { update, name: file.name, language: language(), ...(album === undefined ? {} : { album }) };
  return fetch(`/api/chats/${encodeURIComponent(code)}/files?${new URLSearchParams(about)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
}
