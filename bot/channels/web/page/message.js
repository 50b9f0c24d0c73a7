import { all, make } from './dom.js';
import { say } from './language.js';

/**
 * @typedef {{ label: string, handle: string, tone?: 'primary' | 'danger', selected?: boolean, several?: true }} Button
 * @typedef {{ type: string, text: string, label?: string }} Block
 * @typedef {'vi' | 'en'} Language
 * @typedef {{ kind: 'text', max: number, held: number } | { kind: 'files', left: number }} Takes what the question in front takes
 * @typedef {{ language: Language, blocks: Block[], choices: Button[], actions: Button[], takes?: Takes }} Message
 */

const LONG_HELP = 320;
const LONG_TEXT = 1_200;
const SHORT_LABEL = 14;

/** @type {WeakMap<Element, string>} what each block was drawn from */
const drawnFrom = new WeakMap();

/**
 * Writes a message of the bot into its bubble. What stays the same stays the same node: focus is kept, and
 * a screen reader hears only what changed.
 * @param {HTMLElement} bubble
 * @param {Message} message
 */
export function writeMessage(bubble, message) {
  const held = bubble.contains(document.activeElement) ? document.activeElement : null;
  bubble.lang = message.language;
  const { language } = message;
  writeBlocks(part(bubble, 'blocks'), message);
  const choices = part(bubble, 'choices');
  writeButtons(choices, { buttons: message.choices, label: say('choices', { language }) });
  writeButtons(part(bubble, 'actions'), { buttons: message.actions, label: say('actions', { language }) });
  choices.classList.toggle('short', isShort(message.choices));
  // What had the focus may be gone: the reader stays at the message.
  if (held !== null && !held.isConnected) bubble.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} bubble
 * @returns {boolean} whether there is anything to press
 */
export function hasButtons(bubble) {
  return bubble.querySelector('button[data-handle]') !== null;
}

/**
 * Enables or disables all buttons of a bubble. They stay in the reading order and keep the focus.
 * @param {HTMLElement} bubble
 * @param {'active' | 'busy' | 'stale'} state
 */
export function setButtons(bubble, state) {
  bubble.dataset.state = state;
  for (const button of all(bubble, 'button[data-handle]')) {
    if (state === 'active') button.removeAttribute('aria-disabled');
    else button.setAttribute('aria-disabled', 'true');
    if (state !== 'busy') button.classList.remove('waiting');
  }
}

/**
 * Shows on a message what was picked in it, if the handle is one of its own.
 * @param {HTMLElement} bubble
 * @param {string} handle
 */
export function markPicked(bubble, handle) {
  const buttons = all(bubble, 'button[data-handle]');
  if (!buttons.some((button) => button.dataset.handle === handle)) return;
  for (const button of buttons) {
    const isPicked = button.classList.toggle('picked', button.dataset.handle === handle);
    button.ariaDescription = isPicked
      ? say('picked', { language: /** @type {Language} */ (bubble.lang) })
      : null;
  }
}

/**
 * A text exactly as it was written; a very long one is folded.
 * @param {string} text
 * @param {string} className
 */
export function makeText(text, className) {
  const body = make('p', { className, textContent: text });
  if (text.length <= LONG_TEXT) return body;
  body.classList.add('folded');
  const more = make('button', {
    type: 'button',
    className: 'more',
    textContent: say('showAll'),
    ariaExpanded: 'false',
  });
  more.addEventListener('click', () => {
    const isFolded = body.classList.toggle('folded');
    more.textContent = say(isFolded ? 'showAll' : 'showLess');
    more.ariaExpanded = String(!isFolded);
  });
  return make('div', { className: 'long' }, body, more);
}

/**
 * A part of a bubble, which has them all from the first time on, in this order.
 * @param {HTMLElement} bubble
 * @param {'blocks' | 'choices' | 'actions'} name
 */
function part(bubble, name) {
  const [known] = all(bubble, `:scope > .${name}`);
  if (known !== undefined) return known;
  const node = make('div', { className: name });
  if (name === 'choices') node.addEventListener('keydown', moveAmongRadios);
  bubble.append(node);
  return node;
}

/**
 * @param {HTMLElement} container
 * @param {Message} message
 */
function writeBlocks(container, { blocks, language }) {
  const old = [...container.children];
  blocks.forEach((block, index) => {
    const signature = JSON.stringify([block, language]);
    const before = old[index];
    if (before !== undefined && drawnFrom.get(before) === signature) return;
    const node = drawBlock(block, language);
    drawnFrom.set(node, signature);
    if (before === undefined) container.append(node);
    else before.replaceWith(node);
  });
  for (const node of old.slice(blocks.length)) node.remove();
}

/**
 * @param {Block} block
 * @param {Language} language
 */
function drawBlock(block, language) {
  if (block.type === 'title') return make('h2', { className: 'title', textContent: block.text });
  if (block.type === 'help') return drawHelp(block, language);
  if (block.type === 'problem') {
    const lead = make('strong', { className: 'hidden', textContent: `${say('problem', { language })}: ` });
    return make('p', { className: 'problem' }, lead, block.text);
  }
  if (block.type !== 'quote') return make('p', { className: block.type, textContent: block.text });
  const label = make('figcaption', { textContent: block.label ?? '' });
  return make('figure', { className: 'quote' }, label, make('blockquote', {}, makeText(block.text, 'words')));
}

/**
 * @param {Block} block
 * @param {Language} language
 */
function drawHelp({ text }, language) {
  const summary = make('summary', { textContent: say('help', { language }) });
  const body = make('p', { textContent: text });
  return make('details', { className: 'help', open: text.length <= LONG_HELP }, summary, body);
}

/**
 * @param {HTMLElement} group
 * @param {{ buttons: Button[], label: string }} content
 */
function writeButtons(group, { buttons, label }) {
  const role = roleOf(buttons);
  group.role = role === 'radio' ? 'radiogroup' : 'group';
  group.ariaLabel = label;
  group.hidden = buttons.length === 0;
  const picked = buttons.findIndex(({ selected }) => selected === true);
  const old = all(group, ':scope > *');
  buttons.forEach((button, index) => {
    const node = old[index] ?? make('button', { type: 'button' });
    writeButton(node, { ...button, role });
    // One of several radio buttons is reached by Tab, the others from there by the arrow keys.
    node.tabIndex = role !== 'radio' || index === Math.max(0, picked) ? 0 : -1;
    if (old[index] === undefined) group.append(node);
  });
  for (const node of old.slice(buttons.length)) node.remove();
}

/**
 * @param {Button[]} buttons
 * @returns {'radio' | 'checkbox' | null} what buttons are that can be picked; null if they are plain ones
 */
function roleOf(buttons) {
  if (buttons.every(({ selected }) => selected === undefined)) return null;
  return buttons.some(({ several }) => several === true) ? 'checkbox' : 'radio';
}

/**
 * @param {HTMLElement} node
 * @param {Button & { role: 'radio' | 'checkbox' | null }} button
 */
function writeButton(node, { label, handle, tone, selected, role }) {
  node.className = `press ${tone ?? ''}`.trim();
  if (node.textContent !== label) node.textContent = label;
  node.dataset.handle = handle;
  node.role = role;
  node.ariaChecked = role === null ? null : String(selected === true);
}

const ARROWS = new Map([
  ['ArrowDown', 1],
  ['ArrowRight', 1],
  ['ArrowUp', -1],
  ['ArrowLeft', -1],
]);

/**
 * Moves the focus among radio buttons. It picks nothing, because a pick is an answer.
 * @param {KeyboardEvent} event
 */
function moveAmongRadios(event) {
  const step = ARROWS.get(event.key);
  const radios = event.currentTarget instanceof Element ? all(event.currentTarget, '[role="radio"]') : [];
  const place = radios.findIndex((radio) => radio.matches(':focus'));
  if (step === undefined || place === -1) return;
  event.preventDefault();
  const next = radios.at((place + step) % radios.length);
  for (const radio of radios) radio.tabIndex = radio === next ? 0 : -1;
  next?.focus();
}

/**
 * Two in a row only where both surely fit on a phone.
 * @param {Button[]} choices
 */
function isShort(choices) {
  return (
    choices.length > 1 &&
    choices.length % 2 === 0 &&
    choices.every(({ label }) => label.length <= SHORT_LABEL)
  );
}
