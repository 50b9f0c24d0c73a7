import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { waitUntil } from './wait-until.ts';

/** Something that the bot said, once it has. */
export async function told(chat: Chat, words: string): Promise<string> {
  const find = async () => (await chat.heard()).map(textOf).findLast((text) => text.includes(words));
  await waitUntil(`word of: ${words}`, async () => (await find()) !== undefined);
  return (await find()) ?? '';
}

/** What the newest message says. */
export async function shown(chat: Chat): Promise<string> {
  return textOf(await newest(chat));
}

/** What the buttons of the newest message say. */
export async function labelsOf(chat: Chat): Promise<string[]> {
  const { choices, actions } = await newest(chat);
  return [...choices, ...actions].map(({ label }) => label);
}

/** Reports a difficulty from home and for oneself, and waits until it is recorded. */
export async function report(chat: Chat, text: string): Promise<void> {
  const recorded = async () =>
    (await chat.heard()).filter((one) => textOf(one).includes('Đã ghi nhận phản ánh')).length;
  const before = await recorded();
  await chat.write('menu');
  await chat.press('Phản ánh khó khăn, vướng mắc');
  if ((await shown(chat)).includes('với tư cách cá nhân hay')) await chat.press('Với tư cách cá nhân');
  await chat.write(text);
  await chat.press('Xong');
  await chat.press('Gửi phản ánh');
  await waitUntil('the record', async () => (await recorded()) > before);
}

/** Opens the screen of one person of the unit that the secretary leads. */
export async function openMember(chat: Chat, name: string): Promise<void> {
  await chat.write('đơn vị');
  await chat.write(name);
  await chat.press(name);
}

/** Begins an act for the person who is shown, from the second page of what can be done where it is not on the first. */
export async function beginAct(chat: Chat, act: string): Promise<void> {
  const isShown = (await labelsOf(chat)).some((label) => label.includes(act));
  if (!isShown) await chat.press('Việc khác');
  await chat.press(act);
}
