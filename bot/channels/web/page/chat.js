import { Composer } from './composer.js';
import { byId, toast } from './dom.js';
import { followChat } from './follow-chat.js';
import { onLanguage, say } from './language.js';
import { startMenu } from './menu.js';
import { drawAvatar, markCurrent } from './people.js';
import { queueOf } from './queue.js';
import { Transcript } from './transcript.js';

const COMMAND = /^\/([a-z][a-z0-9_-]{0,31})$/;

/** @type {{ person: import('./people.js').Person, queue: ReturnType<typeof queueOf>, stream: { close(): void } } | undefined} */
let open;

const composer = new Composer((text) => {
  const command = COMMAND.exec(text);
  act(command === null ? { type: 'text', text } : { type: 'command', name: command[1] });
});

const transcript = new Transcript((item, isEdited) => {
  open?.queue.remove(item);
  if (isEdited && item.input.type === 'text') composer.putBack(item.input.text);
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
    closeChat();
    if (person !== undefined) showChat(person);
  });
  void startMenu((name) => act({ type: 'command', name }));
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

function showChat(person) {
  transcript.clear();
  showPerson(person);
  showLink('connecting');
  byId('loading').hidden = false;
  const queue = queueOf(person.code);
  queue.listen({ onChange: showQueue, onReceipt });
  open = { person, queue, stream: follow(person.code) };
}

/** Leaves the chat; what waits in its queue goes on being sent. */
export function closeChat() {
  open?.stream.close();
  open?.queue.listen(undefined);
  open = undefined;
}

function showPerson(person) {
  byId('talk-name').textContent = person.name;
  byId('talk-posts').textContent = [...person.posts, person.unit].join(' · ');
  drawAvatar(byId('talk-avatar'), person);
  document.title = `${person.name} – Kiểm Điểm Bot`;
  markCurrent(person.code);
}

function follow(code) {
  return followChat(code, {
    onEntry(id, entry) {
      transcript.addEntry(id, entry);
      byId('start').hidden = true;
    },
    onLive() {
      byId('loading').hidden = true;
      showQueue();
      transcript.live();
      byId('start').hidden = !transcript.isEmpty();
      showLink('live');
      open?.queue.run();
    },
    onReset: () => transcript.clear(),
    onLost: () => showLink('lost'),
  });
}

function showLink(state) {
  byId('link').dataset.state = state;
  byId('link').textContent = say(state);
  byId('lost').textContent = state === 'lost' ? say('lostText') : '';
}

function showQueue() {
  if (open === undefined) return;
  transcript.showQueue(open.queue.items());
  if (!transcript.isEmpty()) byId('start').hidden = true;
}

function onReceipt(item, { status, toast: words }) {
  if (words !== undefined) toast(words);
  if (status === 'ignored') transcript.ignore(item.update);
}

function act(input) {
  if (open === undefined) return;
  const isKept = open.queue.add(input);
  if (!isKept) toast(say('storageFull'));
  transcript.act(input);
}

function press(event) {
  const button = event.target.closest('button[data-handle]');
  // The second click of a double click means the same as the first.
  if (button === null || event.detail > 1) return;
  if (transcript.isActive(button.closest('.bubble'))) act({ type: 'press', handle: button.dataset.handle });
}
