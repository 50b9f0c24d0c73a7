const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
const SILENCE_MS = 40_000;

/**
 * @typedef {{ type: 'message', at: string, message: import('./message.js').Message, replaces?: string }} MessageEntry
 * @typedef {{ type: 'own', at: string, update: string, text: string, file?: { id: string, name: string }, refused?: true }} OwnEntry
 * @typedef {{ type: 'press', at: string, update: string, handle: string }} PressEntry
 * @typedef {MessageEntry | OwnEntry | PressEntry} Entry one line of the chat
 * @typedef {{ onEntry(id: string, entry: Entry): void, onLive(): void, onReset(): void, onLost(): void }} Listener
 */

/**
 * Follows a chat from its first entry. A lost connection is opened again, later and later, after the last
 * entry that came.
 * @param {string} code
 * @param {Listener} listener
 * @returns {{ close(): void }}
 */
export function followChat(code, listener) {
  let last = '';
  let wait = FIRST_WAIT_MS;
  /** @type {EventSource | undefined} */
  let source;
  let timer = 0;
  let watch = 0;

  function open() {
    clearTimeout(timer);
    const after = last === '' ? '' : `?after=${last}`;
    source = new EventSource(`/api/chats/${encodeURIComponent(code)}/stream${after}`);
    source.onerror = lose;
    source.onopen = listen;
    source.onmessage = (event) => {
      listen();
      last = event.lastEventId;
      listener.onEntry(event.lastEventId, JSON.parse(event.data));
    };
    source.addEventListener('beat', listen);
    source.addEventListener('reset', listener.onReset);
    source.addEventListener('live', () => {
      wait = FIRST_WAIT_MS;
      listener.onLive();
    });
  }

  function listen() {
    clearTimeout(watch);
    watch = setTimeout(lose, SILENCE_MS);
  }

  function lose() {
    close();
    listener.onLost();
    timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function close() {
    clearTimeout(timer);
    clearTimeout(watch);
    source?.close();
    source = undefined;
  }

  function hurry() {
    if (source === undefined && document.visibilityState === 'visible') open();
  }

  open();
  addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  return {
    close() {
      close();
      removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', hurry);
    },
  };
}
