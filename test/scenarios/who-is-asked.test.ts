import { expect, test } from 'vitest';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { told } from '../support/office-chat.ts';
import { plainAppForEach } from '../support/plain-app.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const plain = plainAppForEach();

test.each([
  ['a leader who is no Party member is not asked for a rank as one', 'LG17', ['work-rank']],
  ['a leader who is a Party member is asked for both ranks', 'LG05', ['work-rank', 'member-rank']],
])(
  '%s',
  async (_what, person, ranks) => {
    const chat = await plain.begin(person);
    await answerWholeReview(chat, () => 'Năm qua tôi làm đủ việc được giao. Năm tới tôi cố gắng hơn.');
    await chat.press('Nộp bản tự kiểm điểm');
    await told(chat, 'Đã ghi nhận bản số 1');

    const { answers } = await exportReview({ database: plain.testApp.app().database, keys }, { person });
    const steps = answers.map(({ step }) => step);
    expect(steps.filter((step) => step.endsWith('-rank'))).toEqual(ranks);
    // All else is asked of both (Plan 58, II.A.3.2b).
    expect(steps).toEqual(
      expect.arrayContaining(['politics', 'discipline', 'duties', 'leading', 'directions']),
    );
  },
  120_000,
);
