import { byId } from './dom.js';
import { language, onLanguage, say } from './language.js';

const MAX_TEXT = 100_000;
const COUNT_FROM = 400;

/**
 * The box that one writes in. What is not sent yet survives a reload of the tab.
 * @param {(text: string) => void} onSend
 */
export function createComposer(onSend) {
  const box = byId('text');
  const isPhone = matchMedia('(pointer: coarse)');
  let keptAs = '';

  function showState() {
    const length = box.value.length;
    const isOver = length > MAX_TEXT;
    const format = new Intl.NumberFormat(language());
    const count = format.format(length > COUNT_FROM * 2 ? [...box.value].length : length);
    byId('count').textContent =
      length < COUNT_FROM ? '' : say(isOver ? 'countOver' : 'count', { count, max: format.format(MAX_TEXT) });
    byId('count').classList.toggle('over', isOver);
    byId('hint').textContent = say(isPhone.matches ? 'hintPhone' : 'hintDesktop');
    byId('send').setAttribute('aria-disabled', String(isOver || box.value === ''));
    grow();
  }

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  function keep() {
    try {
      if (box.value === '') sessionStorage.removeItem(keptAs);
      else sessionStorage.setItem(keptAs, box.value);
    } catch {
      // Then a reload loses what is not sent.
    }
  }

  function submit() {
    const text = box.value;
    if (text.trim() === '' || text.length > MAX_TEXT) return;
    write('');
    onSend(text);
    box.focus();
  }

  function write(text) {
    box.value = text;
    keep();
    showState();
  }

  box.addEventListener('input', () => {
    keep();
    showState();
  });
  box.addEventListener('keydown', (event) => {
    // While a Vietnamese input method composes, Enter belongs to it (229: browsers that do not say so).
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const isSend = event.ctrlKey || event.metaKey || (!event.shiftKey && !event.altKey && !isPhone.matches);
    if (!isSend) return;
    event.preventDefault();
    submit();
  });
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  isPhone.addEventListener('change', showState);
  onLanguage(showState);
  return {
    /** @param {string} code the chat that is written in from now on */
    open(code) {
      keptAs = `kiem-diem/draft/${code}`;
      try {
        box.value = sessionStorage.getItem(keptAs) ?? '';
      } catch {
        box.value = '';
      }
      showState();
    },
    /** Puts a text back, before what is there. */
    putBack(text) {
      write(box.value === '' ? text : `${text}\n${box.value}`);
      box.focus();
    },
    focus() {
      if (isPhone.matches) byId('talk-name').focus();
      else box.focus();
    },
  };
}
