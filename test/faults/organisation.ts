import { loadCycle } from '../../flows/cycles/load.ts';
import type { Database } from '../../models/connection.ts';
import { openCycle } from '../../models/cycle.ts';
import type { KeyRing } from '../../models/encryption.ts';
import { makeIdentity } from '../../models/identity.ts';

const UNIT = 'CB';
const LINKED_ON = 'telegram';

/** Id of the step that a card asks; nothing for a card that asks none. */
export function stepOfCard(text: string): string | undefined {
  const place = /[Cc]âu (\d+)(\/\d+| –)/.exec(text)?.[1];
  return place === undefined ? undefined : `q${place}`;
}

/** Makes a chi bộ whose review of this year has so many questions to be answered in writing. */
export async function createOrganisation(database: Database, of: { questions: number }): Promise<void> {
  await database.units.create({
    _id: UNIT,
    name: 'Chi bộ Thử',
    kind: 'grassroots-cell',
    parent: null,
    ancestors: [],
  });
  const loaded = loadCycle(cycleFile(of.questions));
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues));
  const now = new Date();
  await openCycle(database, { unit: UNIT, year: now.getFullYear(), file: loaded.cycle, now });
}

/** Adds members who have joined already; each one's id at the messenger is `firstUser` and up. */
export async function addMembers(
  database: Database,
  of: { codes: readonly string[]; firstUser: number; keys: KeyRing },
): Promise<void> {
  const linkedAt = new Date();
  await database.people.insertMany(
    of.codes.map((code) => ({
      _id: code,
      name: `Đảng viên ${code}`,
      birthDate: '1980-01-01',
      partyStatus: 'official' as const,
      unit: UNIT,
      publicEmployee: false,
      workplace: null,
    })),
  );
  await database.identities.insertMany(
    of.codes.map((person, index) => {
      const user = String(of.firstUser + index);
      const link = { channel: LINKED_ON, user, chat: user, person, linkedAt, consent: null };
      return makeIdentity(of.keys, link);
    }),
  );
}

function cycleFile(questions: number): string {
  const places = Array.from({ length: questions }, (_, index) => index + 1);
  const levels =
    '  - { id: high, label: { vi: Cao, en: High } }\n  - { id: low, label: { vi: Thấp, en: Low } }';
  return `format: 1
id: faults
title: { vi: Kỳ thử, en: Trial }
source: Thử
dates: { opening: 11-01, draftsDue: 11-20, meetingsFrom: 11-26, meetingsTo: 12-05, papersBefore: 12-20 }
levels:
${levels}
ranks:
${levels}
selfReview:
  title: { vi: BẢN TỰ KIỂM ĐIỂM, en: SELF-REVIEW }
  sections:
    - id: part
      heading: { vi: Phần một, en: Part one }
      questions:
${places.map(questionOf).join('\n')}
`;
}

function questionOf(place: number): string {
  return `        - { id: q${place}, kind: text, heading: { vi: Câu hỏi ${place}, en: Question ${place} }, prompt: { vi: Trả lời câu ${place}., en: Answer ${place}. } }`;
}
