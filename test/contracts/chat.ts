import { randomUUID } from 'node:crypto';
import type { Button, Message } from '../../handlers/ports.ts';
import type { TestApp } from '../support/app.ts';
import { PLAIN_MAX_TEXT, type PlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A person at their messenger, the same for every channel. */
export interface Chat {
  /** What the bot said so far, oldest first. */
  heard(): Promise<readonly Message[]>;
  /** The newest thing the bot said, if it said anything. */
  latest(): Promise<Message | undefined>;
  /** Writes and waits until the bot has answered. */
  write(text: string): Promise<void>;
  /** Presses the button, or types the number or word, of the newest card whose label holds `label`. */
  press(label: string): Promise<void>;
  /** Presses the newest button whose label holds `label`, on whatever card; only where the channel has buttons. */
  pressAnywhere?(label: string): Promise<void>;
  /** Replies to the newest message of the bot that holds `words`; only where the channel has replies. */
  reply?(words: string, text: string): Promise<void>;
  /** Sends the last update once more, as a messenger does when it is unsure. */
  repeat(): Promise<void>;
}

/** The newest message of the bot. */
export async function newest(chat: Chat): Promise<Message> {
  const message = await chat.latest();
  if (message === undefined) throw new Error('the bot has said nothing');
  return message;
}

/** All words of a message, for assertions on what a person reads. */
export function textOf(message: Message): string {
  return message.blocks
    .map((block) => ('label' in block ? `${block.label}\n${block.text}` : block.text))
    .join('\n');
}

export function findButton(
  message: Message,
  label: string,
): { button: Button; place: number; choice: boolean } {
  const buttons = [...message.choices, ...message.actions];
  const place = buttons.findIndex((button) => button.label.includes(label));
  const button = buttons[place];
  if (button === undefined) {
    throw new Error(`no button "${label}" among: ${buttons.map((one) => one.label).join(' | ')}`);
  }
  return { button, place, choice: place < message.choices.length };
}

/** A person on the web page's own API: what the page does, without the page. */
export function openWebChat(testApp: TestApp, person: string): Chat {
  let last: object | undefined;

  async function post(body: object): Promise<void> {
    last = body;
    const url = testApp.url();
    const response = await fetch(`${url}/api/chats/${person}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`not taken: ${await response.text()}`);
  }

  async function heard(): Promise<Message[]> {
    const shown = new Map<string, Message>();
    for (const { id, entry } of await readStream(`${testApp.url()}/api/chats/${person}/stream`)) {
      const { type, message, replaces } = entry as { type: string; message: Message; replaces?: string };
      if (type === 'message') shown.set(replaces ?? id, message);
    }
    return [...shown.values()];
  }

  const chat: Chat = {
    heard,
    latest: async () => (await heard()).at(-1),
    write: (text) => answered(chat, () => post({ update: randomUUID(), type: 'text', text })),
    press: (label) =>
      answered(chat, async () => {
        const { button } = findButton(await newest(chat), label);
        await post({ update: randomUUID(), type: 'press', handle: button.handle });
      }),
    pressAnywhere: (label) =>
      answered(chat, async () => {
        const all = (await heard()).flatMap(({ choices, actions }) => [...choices, ...actions]);
        const handle = all.findLast((button) => button.label.includes(label))?.handle;
        await post({ update: randomUUID(), type: 'press', handle });
      }),
    repeat: () => post(last ?? {}),
  };
  return chat;
}

/** Reads the entries of a live stream up to the present. */
async function readStream(url: string): Promise<{ id: string; entry: unknown }[]> {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes('event: live\n')) break;
  }
  abort.abort();
  return [...text.matchAll(/^id: (.*)\ndata: (.*)$/gm)].map(([, id, data]) => ({
    id: id as string,
    entry: JSON.parse(data as string),
  }));
}

/** A person on the channel without buttons, editing or long texts. */
export function openPlainChat(channel: () => PlainChannel, person: string): Chat {
  let last: object[] = [];

  const heard = () => channel().sent(person).length;

  /** Each piece of a text is answered on its own. */
  async function type(text: string, how: { replyTo?: string } = {}): Promise<void> {
    const before = heard();
    last = cut(text).map((piece, index) => ({
      user: person,
      id: randomUUID(),
      text: piece,
      ...(index > 0 ? { continues: true } : how),
    }));
    for (const raw of last) await channel().deliver(raw);
    await waitUntil('an answer of the bot', async () => heard() >= before + last.length);
  }

  const chat: Chat = {
    latest: async () => channel().sent(person).at(-1)?.message,
    heard: async () =>
      channel()
        .sent(person)
        .map(({ message }) => message),
    write: (text) => type(text),
    async reply(words, text) {
      const sent = channel().sent(person);
      await type(text, {
        replyTo: String(sent.findLastIndex(({ message }) => textOf(message).includes(words))),
      });
    },
    async press(label) {
      const { button, place, choice } = findButton(await newest(chat), label);
      const number = button.numbered === true ? String(/\d+/.exec(button.label)?.[0]) : String(place + 1);
      await type(choice && button.word === undefined ? number : (button.word ?? label));
    },
    async repeat() {
      for (const raw of last) await channel().deliver(raw);
    },
  };
  return chat;
}

/** Cuts a text the way a messenger does: at its limit, but never inside a surrogate pair. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = Math.min(start + PLAIN_MAX_TEXT, text.length);
    const whole = text.slice(start, end).isWellFormed() ? end : end - 1;
    pieces.push(text.slice(start, whole));
    start = whole;
  }
  return pieces;
}

/** Does something and waits until the newest message is another one than before, or was changed. */
export async function answered(chat: Chat, act: () => Promise<void>): Promise<void> {
  const look = async () => JSON.stringify((await chat.latest()) ?? null);
  const before = await look();
  await act();
  await waitUntil(`an answer of the bot after\n${before}`, async () => (await look()) !== before);
}
