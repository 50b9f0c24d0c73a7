import { byId, byIdAs, toast } from './dom.js';
import { say } from './language.js';

const MAX_FILE = 10 * 1024 * 1024;

let left = 0;

/**
 * Wires the button that sends files; it is there where the question takes files.
 * @param {(input: { type: 'file', file: File, album?: string }) => void} onFile
 */
export function startAttach(onFile) {
  const input = byIdAs('attach-input', HTMLInputElement);
  byId('attach-button').addEventListener('click', () => {
    if (left > 0) input.click();
    else toast(say('attachFull'));
  });
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    const problem = whyNot(files);
    if (problem !== undefined) {
      toast(problem);
      return;
    }
    const album = files.length > 1 ? { album: crypto.randomUUID() } : {};
    for (const file of files) onFile({ type: 'file', file, ...album });
  });
}

/**
 * Offers the button, or takes it away.
 * @param {import('./message.js').Takes | undefined} takes
 */
export function offerFiles(takes) {
  const hadFocus = byId('attach').contains(document.activeElement);
  const isOffered = takes?.kind === 'files';
  left = takes?.kind === 'files' ? takes.left : 0;
  byId('attach').hidden = !isOffered;
  byId('hint').hidden = isOffered;
  byId('attach-limits').textContent = isOffered
    ? say(left > 0 ? 'attachLimits' : 'attachFull', { left })
    : '';
  if (hadFocus && !isOffered) byId('text').focus();
}

/**
 * @param {File[]} files
 * @returns {string | undefined} why these files cannot be sent
 */
function whyNot(files) {
  const large = files.find(({ size }) => size > MAX_FILE);
  if (large !== undefined) return say('attachTooLarge', { name: large.name });
  return files.length > left ? say('attachTooMany', { left, count: files.length }) : undefined;
}
