import { byId, make } from './dom.js';
import { language, onLanguage } from './language.js';

/** @type {{ name: string, label: Record<string, string> }[]} */
let commands = [];

/**
 * Loads the commands of the bot and shows them behind the menu button, if there are any.
 * @param {(name: string) => void} onCommand
 */
export async function startMenu(onCommand) {
  const button = byId('menu-button');
  button.addEventListener('click', () => setOpen(button.ariaExpanded !== 'true'));
  byId('menu').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    setOpen(false);
    button.focus();
  });
  document.addEventListener('click', (event) => {
    if (!event.composedPath().includes(byId('menu'))) setOpen(false);
  });
  onLanguage(() => draw(onCommand));
  try {
    const response = await fetch('/api/commands');
    commands = (await response.json()).commands;
  } catch {
    // The commands can be typed as well.
  }
  draw(onCommand);
}

/** @param {boolean} isOpen */
function setOpen(isOpen) {
  byId('menu-button').ariaExpanded = String(isOpen);
  byId('menu-list').hidden = !isOpen;
}

/** @param {(name: string) => void} onCommand */
function draw(onCommand) {
  byId('menu').hidden = commands.length === 0;
  const items = commands.map(({ name, label }) => {
    const button = make('button', { type: 'button', textContent: label[language()] ?? name });
    button.addEventListener('click', () => {
      setOpen(false);
      onCommand(name);
    });
    return make('li', {}, button);
  });
  byId('menu-list').replaceChildren(...items);
}
