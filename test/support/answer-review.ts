import type { Message } from '../../handlers/ports.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';

/** What a person writes to a question, by its heading; the default otherwise. */
export type Answers = (heading: string) => string;

const MOST_CARDS = 300;

/**
 * Answers all questions until the review can be submitted, by the button `submit`: the first option of a choice, two sentences for a text. Returns
 * what was written, by heading.
 */
export async function answerWholeReview(
  chat: Chat,
  answers: Answers,
  submit = 'Nộp bản tự kiểm điểm',
): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  for (let card = 0; card < MOST_CARDS; card += 1) {
    const message = await newest(chat);
    if (has(message, submit)) return written;
    await answerCard(chat, message, { answers, written });
  }
  throw new Error(`the review has no end:\n${textOf(await newest(chat))}`);
}

async function answerCard(
  chat: Chat,
  message: Message,
  to: { answers: Answers; written: Map<string, string> },
): Promise<void> {
  const done = ['Xong, câu tiếp', 'Xong ➜'].find((label) => has(message, label));
  if (done !== undefined) return chat.press(done);
  // Asked whether what was written is kept, or as one item or several: as it was written.
  const keep = ['Cả đoạn là 1 mục', 'Lưu đoạn này'].find((label) => has(message, label));
  if (keep !== undefined) return chat.press(keep);
  // All pages of the review are read.
  if (has(message, 'Trang sau')) return chat.press('Trang sau');
  const unanswered = !has(message, 'Tiếp tục');
  const option = message.choices[0];
  if (option !== undefined && unanswered) return chat.press(option.label);
  if (!unanswered) return chat.press('Tiếp tục');
  // A question that asks for files is skipped, also on a channel that takes none.
  if (/Gửi tệp hoặc ảnh|Ở đây không gửi được tệp/.test(textOf(message))) return chat.press('Bỏ qua');
  const heading = message.blocks.find((block) => block.type === 'title')?.text ?? '';
  const text = to.answers(heading);
  to.written.set(heading, text);
  return chat.write(text);
}

function has(message: Message, label: string): boolean {
  return [...message.choices, ...message.actions].some((button) => button.label.includes(label));
}
