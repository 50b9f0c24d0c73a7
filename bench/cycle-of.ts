import { stringify } from 'yaml';
import { type Cycle, loadCycle } from '../flows/cycles/load.ts';

const PROMPT =
  'Năm qua, đồng chí giữ vững lập trường, chấp hành và vận động mọi người làm theo chủ trương, pháp luật ra sao?';
const HELP =
  'Nên nêu việc thật, ví dụ:\n• đã nhắc nhở, vận động gia đình, người quanh mình làm gì;\n• dự mấy buổi, rút ra điều gì.';

/** A cycle that asks everybody so many questions, each of them to be answered in writing. */
export function cycleOf(questions: number): Cycle {
  const levels = ['high', 'low'].map((id) => ({ id, label: both(id) }));
  const result = loadCycle(
    stringify({
      format: 1,
      id: `bench-${questions}`,
      title: both('Kỳ đo tốc độ'),
      source: 'Đo tốc độ',
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
            questions: Array.from({ length: questions }, (_, index) => questionOf(index + 1)),
          },
        ],
      },
    }),
  );
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.cycle;
}

function questionOf(number: number) {
  return {
    id: `question-${number}`,
    kind: 'text',
    long: false,
    heading: both(`Nội dung thứ ${number}`),
    prompt: both(PROMPT),
    help: both(HELP),
  };
}

function both(text: string): { vi: string; en: string } {
  return { vi: text, en: text };
}
