import { stringify } from 'yaml';
import { loadPack } from '../../flows/packs/load.ts';
import type { Pack } from '../../flows/packs/schema.ts';

/** `short` is answered with one message, `long` with several, `files` with files, `options` by picking one. */
export type QuestionKind = 'short' | 'long' | 'files' | 'options';

/** What can be picked where options are offered. */
export const OPTIONS = [
  { id: 'full', label: both('Làm đầy đủ') },
  { id: 'partly', label: both('Làm một phần') },
];

const PROMPT =
  'Năm qua, đồng chí giữ vững lập trường, chấp hành và vận động mọi người làm theo chủ trương, pháp luật ra sao?';
const HELP =
  'Nên nêu việc thật, ví dụ:\n• đã nhắc nhở, vận động gia đình, người quanh mình làm gì;\n• dự mấy buổi, rút ra điều gì.';

/** Id of the question at a place, from 1 on. */
export function questionAt(place: number): string {
  return `question-${place}`;
}

/** A pack that asks all people questions of these kinds, one after another. */
export function writtenPack(kinds: readonly QuestionKind[]): Pack {
  const options = ['high', 'low'].map((id) => ({ id, label: both(id) }));
  const content = {
    format: 2,
    id: `written-${kinds.length}`,
    title: both('Kỳ thử'),
    source: 'Thử',
    dates: {
      source: 'Thử',
      opening: '11-01',
      draftsDue: '11-25',
      meetingsFrom: '12-01',
      meetingsTo: '12-14',
      papersBefore: '12-20',
    },
    reminders: { source: 'Thử', draftsDue: [0] },
    levels: { source: 'Thử', options },
    ranks: { source: 'Thử', options },
    forms: [
      {
        id: 'self-review',
        source: 'Thử',
        subject: 'person',
        asks: ['member', 'leader'],
        becomes: 'self-review',
        title: both('BẢN TỰ KIỂM ĐIỂM'),
        sections: [
          {
            id: 'all',
            heading: both('I. Ưu điểm, kết quả đạt được'),
            questions: kinds.map((kind, index) => questionOf(kind, index + 1)),
          },
        ],
      },
    ],
  };
  const result = loadPack({ text: stringify(content) });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.pack;
}

function questionOf(kind: QuestionKind, place: number) {
  return {
    id: questionAt(place),
    ...shapeOf(kind),
    heading: both(`Nội dung thứ ${place}`),
    prompt: both(PROMPT),
    help: both(HELP),
  };
}

function shapeOf(kind: QuestionKind) {
  switch (kind) {
    case 'short':
      return { kind: 'text', long: false };
    case 'long':
      return { kind: 'text', long: true };
    case 'files':
      return { kind: 'attachment' };
    case 'options':
      return { kind: 'choice', options: OPTIONS };
  }
}

function both(text: string): { vi: string; en: string } {
  return { vi: text, en: text };
}
