import { stringify } from 'yaml';
import { type Cycle, loadCycle } from '../../flows/cycles/load.ts';

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

/** A cycle that asks everybody questions of these kinds, one after another. */
export function writtenCycle(kinds: readonly QuestionKind[]): Cycle {
  const levels = ['high', 'low'].map((id) => ({ id, label: both(id) }));
  const result = loadCycle(
    stringify({
      format: 1,
      id: `written-${kinds.length}`,
      title: both('Kỳ thử'),
      source: 'Thử',
      dates: {
        opening: '11-01',
        draftsDue: '11-25',
        meetingsFrom: '12-01',
        meetingsTo: '12-14',
        papersBefore: '12-20',
      },
      levels,
      ranks: levels,
      selfReview: {
        title: both('BẢN TỰ KIỂM ĐIỂM'),
        sections: [
          {
            id: 'all',
            heading: both('I. Ưu điểm, kết quả đạt được'),
            questions: kinds.map((kind, index) => questionOf(kind, index + 1)),
          },
        ],
      },
    }),
  );
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.cycle;
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
