import { offerFiles, startAttach } from './attach.js';
import { Composer } from './composer.js';
import { all, byId, toast } from './dom.js';
import { followChat } from './follow-chat.js';
import { language, onLanguage, otherLanguage, say, speak } from './language.js';
import { startMenu } from './menu.js';
import { drawAvatar, markCurrent } from './people.js';
import { queueOf } from './queue.js';
import { Transcript } from './transcript.js';

const COMMAND = /^\/([a-z][a-z0-9_-]{0,31})$/;

/** @type {{ person: import('./people.js').Person, queue: ReturnType<typeof queueOf>, stream: { close(): void } } | undefined} */
let open;

const composer = new Composer((text) => {
  const command = COMMAND.exec(text);
  act(command?.[1] === undefined ? { type: 'text', text } : { type: 'command', name: command[1] });
});

const transcript = new Transcript((item, isEdited) => {
  open?.queue.remove(item);
  if (isEdited && item.input.type === 'text') composer.putBack(item.input.text);
  if (isEdited) byId('text').focus();
  else composer.focus();
});

/** Wires what every chat shares. */
export function startChat() {
  // What scrolls must be in the tab order, or the keyboard alone cannot read a long chat.
  byId('scroll').tabIndex = 0;
  byId('log').addEventListener('click', press);
  byId('start-button').addEventListener('click', () => act({ type: 'command', name: 'start' }));
  byId('jump').addEventListener('click', () => transcript.jump());
  byId('scroll').addEventListener('scroll', () => {
    if (transcript.isAtEnd()) byId('jump').hidden = true;
  });
  onLanguage(() => {
    const person = open?.person;
    const hadFocus = byId('log').contains(document.activeElement);
    closeChat();
    if (person !== undefined) showChat(person);
    if (hadFocus) byId('scroll').focus();
  });
  for (const button of all(document, '[data-language]')) {
    button.addEventListener('click', switchLanguage);
  }
  startAttach(act);
  void startMenu((name) => {
    composer.focus();
    act({ type: 'command', name });
  });
}

/** One language for the page and the bot: once there is a conversation, the bot answers in the new one first. */
function switchLanguage() {
  if (open === undefined || transcript.isEmpty()) speak(otherLanguage());
  else act({ type: 'language', to: otherLanguage() });
}

/** What the newest message decides for the rest of the page. */
function follow() {
  const message = transcript.newest();
  composer.takes(message?.takes);
  offerFiles(message?.takes);
  if (message !== undefined && message.language !== language()) speak(message.language);
}

/**
 * Shows the chat of a person.
 * @param {import('./people.js').Person} person
 */
export function openChat(person) {
  if (open?.person.code === person.code) return;
  closeChat();
  showChat(person);
  composer.open(person.code);
  composer.focus();
}

/** @param {import('./people.js').Person} person */
function showChat(person) {
  transcript.clear(person.code);
  showPerson(person);
  showLink('connecting');
  byId('loading').hidden = false;
  const queue = queueOf(person.code);
  queue.listen({ onChange: showQueue, onReceipt });
  open = { person, queue, stream: openStream(person.code) };
}

/** Leaves the chat; what waits in its queue goes on being sent. */
export function closeChat() {
  open?.stream.close();
  open?.queue.listen(undefined);
  open = undefined;
}

/** @param {import('./people.js').Person} person */
function showPerson(person) {
  byId('talk-name').textContent = person.name;
  byId('talk-posts').textContent = [...person.posts, person.unit].join(' · ');
  drawAvatar(byId('talk-avatar'), person);
  document.title = `${person.name} – Kiểm Điểm Bot`;
  markCurrent(person.code);
}

/** @param {string} code */
function openStream(code) {
  let isLive = false;
  return followChat(code, {
    onEntry(id, entry) {
      transcript.addEntry(id, entry);
      hideStart();
      if (isLive) follow();
    },
    onLive() {
      byId('loading').hidden = true;
      showQueue();
      transcript.live();
      byId('start').hidden = !transcript.isEmpty();
      showLink('live');
      open?.queue.run();
      isLive = true;
      follow();
    },
    onReset: () => transcript.clear(),
    onLost: () => showLink('lost'),
  });
}

/** @param {'connecting' | 'live' | 'lost'} state */
function showLink(state) {
  byId('link').dataset.state = state;
  byId('link').textContent = say(state);
  byId('lost').textContent = state === 'lost' ? say('lostText') : '';
}

function showQueue() {
  if (open === undefined) return;
  transcript.showQueue(open.queue.items());
  if (!transcript.isEmpty()) hideStart();
}

/** Whoever pressed it goes on at the conversation, not at the top of the page. */
function hideStart() {
  const hadFocus = byId('start').contains(document.activeElement);
  byId('start').hidden = true;
  if (hadFocus) byId('scroll').focus();
}

/** @type {import('./queue.js').Listener['onReceipt']} */
function onReceipt(item, { status, toast: words, refused }) {
  if (words !== undefined) toast(words);
  if (status === 'ignored') transcript.ignore(item.update);
  else if (refused === true && item.input.type === 'text') {
    composer.putBack(item.input.text);
    toast(say('putBack'));
  }
}

/** @param {import('./queue.js').Input} input */
function act(input) {
  if (open === undefined) return;
  const isKept = open.queue.add(input);
  if (!isKept) toast(say('storageFull'));
  transcript.act(input);
}

/** @param {MouseEvent} event */
function press(event) {
  // The second click of a double click means the same as the first.
  if (!(event.target instanceof Element) || event.detail > 1) return;
  const button = /** @type {HTMLElement | null} */ (event.target.closest('button[data-handle]'));
  const handle = button?.dataset.handle;
  const bubble = /** @type {HTMLElement | null | undefined} */ (button?.closest('.bubble'));
  if (handle !== undefined && bubble && transcript.isActive(bubble)) act({ type: 'press', handle });
}
