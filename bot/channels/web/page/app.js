import { closeChat, openChat, startChat } from './chat.js';
import { byId } from './dom.js';
import { onLanguage, say, showLanguage, switchLanguage } from './language.js';
import { hasPeople, loadPeople, markCurrent, personOf, startPeople } from './people.js';
import { resumeQueues } from './queue.js';

const CHAT = /^#\/chat\/([A-Za-z0-9_-]{1,64})$/;

startPeople();
startChat();
onLanguage(() => {
  byId('language').textContent = say('languageSwitch');
  byId('language').lang = say('languageSwitch') === 'English' ? 'en' : 'vi';
  route();
});
byId('language').addEventListener('click', switchLanguage);
byId('skip').addEventListener('click', () => byId('text').focus());
addEventListener('hashchange', route);
addEventListener('people', route);
showLanguage();
void loadPeople();
resumeQueues();

function route() {
  const code = CHAT.exec(location.hash)?.[1];
  const person = code === undefined ? undefined : personOf(code);
  const isUnknown = code !== undefined && person === undefined && hasPeople();
  document.body.dataset.view = person === undefined && !isUnknown ? 'people' : 'chat';
  byId('talk').hidden = person === undefined;
  byId('skip').hidden = person === undefined;
  byId('welcome').hidden = person !== undefined;
  if (person !== undefined) openChat(person);
  else showWelcome(isUnknown ? code : undefined);
}

function showWelcome(unknown) {
  closeChat();
  markCurrent(undefined);
  document.title = 'Kiểm Điểm Bot';
  const [title, text] = byId('welcome').querySelectorAll('h2, p');
  title.textContent = say(unknown === undefined ? 'welcomeTitle' : 'unknownTitle');
  text.textContent = say(unknown === undefined ? 'welcomeText' : 'unknownText', { code: unknown });
}
