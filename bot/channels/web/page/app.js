import { closeChat, openChat, startChat } from './chat.js';
import { all, byId } from './dom.js';
import { onLanguage, otherLanguage, say, showLanguage } from './language.js';
import { hasPeople, loadPeople, markCurrent, personOf, startPeople } from './people.js';
import { resumeQueues } from './queue.js';

const CHAT = /^#\/chat\/([A-Za-z0-9_-]{1,64})$/;

startPeople();
startChat();
onLanguage(() => {
  for (const button of all(document, '[data-language]')) {
    button.textContent = say('languageSwitch');
    button.lang = otherLanguage();
  }
  route();
});
byId('skip').addEventListener('click', () => byId('text').focus());
addEventListener('hashchange', route);
addEventListener('people', route);
showLanguage();
void loadPeople();
resumeQueues();

function route() {
  const code = CHAT.exec(location.hash)?.[1];
  const person = code === undefined ? undefined : personOf(code);
  const [before] = all(document, '#groups [aria-current]');
  const hadFocus = byId('talk').contains(document.activeElement);
  const isUnknown = code !== undefined && person === undefined && hasPeople();
  document.body.dataset.view = person === undefined && !isUnknown ? 'people' : 'chat';
  byId('talk').hidden = person === undefined;
  byId('skip').hidden = person === undefined;
  byId('welcome').hidden = person !== undefined;
  if (person !== undefined) openChat(person);
  else showWelcome(isUnknown ? code : undefined);
  // On a phone the chat that one came back from is gone, and with it what had the focus.
  if (person === undefined && hadFocus) before?.focus();
}

/** @param {string | undefined} unknown the code in the address, if no person has it */
function showWelcome(unknown) {
  closeChat();
  markCurrent(undefined);
  document.title = 'Kiểm Điểm Bot';
  byId('welcome-title').textContent = say(unknown === undefined ? 'welcomeTitle' : 'unknownTitle');
  byId('welcome-text').textContent = say(unknown === undefined ? 'welcomeText' : 'unknownText', {
    code: unknown,
  });
  byId('welcome-back').hidden = unknown === undefined;
}
