import type { Redis } from 'ioredis';
import { joinParts } from '../../flows/answers/join.ts';
import type { Answer } from '../../flows/engine/state.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { decodeConversation } from '../../handlers/talk/stored-conversation.ts';
import { createConversationStore } from '../../models/chat/conversation.ts';
import { conversationKeys } from '../../models/chat/conversation-keys.ts';
import { answersIn } from './check-exported.ts';
import type { Findings, Tolerance } from './findings.ts';
import type { Member } from './member.ts';
import type { Answers, Piece } from './own-answers.ts';
import { PREFIX, type Stage } from './stage.ts';
import { countOf, isSame, type Stored, type StoredAnswers, stepsOf } from './stored.ts';

/** So long after the word of a loss words about single messages go on coming. */
const WORD_COMES_MS = 2_000;

interface MemberCheck extends Tolerance {
  redis: Redis;
  member: Member;
  findings: Findings;
}

/** Compares what one member sent and saw with what is stored of it, everywhere. */
export async function checkMember(stage: Stage, check: MemberCheck): Promise<void> {
  const { redis, member, findings, missingSince } = check;
  const { code } = member;
  const toldAt = member.toldAt();
  if (!member.isDone()) findings.stuck.push(`${code} does not know how to go on`);
  for (const what of member.misled()) findings.misled.push(`${code} ${what}`);
  if (toldAt !== undefined && missingSince === undefined)
    findings.misled.push(`${code} was told of a loss that was none`);
  const draft = await readDraft(stage, { redis, code });
  const window =
    missingSince !== undefined && toldAt !== undefined ? { from: missingSince, to: toldAt } : undefined;
  if (window === undefined) compare({ code, own: member.own.all(), stored: draft, findings });
  else compareAfterLoss({ member, draft, window, findings });
  for (const name of await findUncopied(stage, { redis, code }))
    findings.lost.push(`${code}: the copy in MongoDB differs in ${name}`);
  await checkRecorded(stage, { member, draft, findings, isTold: window !== undefined });
}

/** The answers as the live conversation has them. */
async function readDraft({ keys }: Stage, member: { redis: Redis; code: string }): Promise<StoredAnswers> {
  const { redis, code } = member;
  const store = createConversationStore({ redis, keys, prefix: PREFIX });
  const { draft } = decodeConversation(code, await store.load(code));
  const stored = new Map<string, Stored>();
  for (const [step, answer] of Object.entries(draft?.state.draft.answers ?? {})) {
    const texts = await store.readTexts(code, { draft: draft?.id ?? '', parts: partsOf(answer) });
    stored.set(step, toStored(answer, texts));
  }
  return stored;
}

function toStored(answer: Answer, texts: ReadonlyMap<number, string>): Stored {
  switch (answer.kind) {
    case 'text':
      return { text: joinParts(answer.parts, texts) };
    case 'attachment':
      return { ids: answer.files.map(({ id }) => id) };
    case 'choice':
      return { ids: [answer.value] };
    default:
      return { ids: [answer.kind] };
  }
}

/** Says of each answer that is not as it was sent what is wrong with it. */
function compare(compared: {
  code: string;
  own: Answers;
  stored: StoredAnswers;
  findings: Pick<Findings, 'lost' | 'doubled'>;
  where?: string;
}): void {
  const { code, own, stored, findings, where = '' } = compared;
  for (const step of stepsOf(own, stored)) {
    const pieces = own.get(step) ?? [];
    const found = stored.get(step);
    if (isSame(pieces, found)) continue;
    const counts = pieces.map((piece) => ({ piece, count: countOf(piece, found) }));
    const lost = counts.filter(({ count }) => count === 0);
    const doubled = counts.filter(({ count }) => count > 1);
    for (const { piece } of lost) findings.lost.push(`${code} ${step}${where}: ${nameOf(piece)}`);
    for (const { piece } of doubled) findings.doubled.push(`${code} ${step}${where}: ${nameOf(piece)} twice`);
    if (lost.length + doubled.length > 0) continue;
    const rest = restOf(pieces, found);
    if (rest === '') findings.lost.push(`${code} ${step}${where}: joined otherwise than it was sent`);
    else findings.doubled.push(`${code} ${step}${where}: "${rest.slice(0, 40)}" was no answer`);
  }
}

function nameOf({ kind, value }: Piece): string {
  return kind === 'text' ? `"${value.slice(0, 40)}…"` : `${kind} ${value}`;
}

/** What is stored besides these pieces and white space. */
function restOf(pieces: readonly Piece[], stored: Stored | undefined): string {
  if (stored === undefined) return '';
  const whole = 'text' in stored ? stored.text : stored.ids.join(' ');
  return pieces.reduce((rest, { value }) => rest.replace(value, ''), whole).trim();
}

/**
 * After a loss that the member was told of: what was sent, taken back or replaced in between may be one way or the
 * other; all else has to be there once and in order, or not at all.
 */
function compareAfterLoss(compared: {
  member: Member;
  draft: StoredAnswers;
  window: { from: number; to: number };
  findings: Findings;
}): void {
  const { member, draft, window, findings } = compared;
  const { code, own } = member;
  const present = new Set([...own.all().values()].flat());
  const places = new Map<string, { order: number; at: number }[]>();
  for (const { step, piece } of own.sent()) {
    const stored = draft.get(step);
    const count = countOf(piece, stored);
    const mayDiffer = piece.since >= window.from && piece.since <= window.to;
    if (count > 1) findings.doubled.push(`${code} ${step}: ${nameOf(piece)} ${count} times`);
    if (count === 0 && present.has(piece) && !mayDiffer)
      findings.lost.push(`${code} ${step}: ${nameOf(piece)}`);
    // Word that earlier ones are not stored may come when the next is on its way, and seem to be about that one.
    const mayBeMistaken = piece.since >= window.from && piece.since <= window.to + WORD_COMES_MS;
    if (count > 0 && !present.has(piece) && !mayBeMistaken)
      findings.doubled.push(`${code} ${step}: ${nameOf(piece)} was taken back`);
    if (count > 0 && stored !== undefined && 'text' in stored)
      places.set(step, [
        ...(places.get(step) ?? []),
        { order: piece.order, at: stored.text.indexOf(piece.value) },
      ]);
  }
  for (const [step, found] of places) {
    const inOrder = found.toSorted((one, other) => one.order - other.order);
    if (inOrder.some(({ at }, index) => at < (inOrder[index - 1]?.at ?? 0)))
      findings.doubled.push(`${code} ${step}: not in the order that it was sent in`);
  }
}

/** Fields whose envelopes in MongoDB are not those in Redis, to the letter. */
async function findUncopied(
  stage: Stage,
  { redis, code }: { redis: Redis; code: string },
): Promise<string[]> {
  const copies = await stage.database.drafts.find({ author: code }).lean();
  if (copies.length === 0) return ['everything'];
  const differing: string[] = [];
  for (const copy of copies) {
    const names = conversationKeys(PREFIX, code);
    const [{ identity: _identity, ...fields }, texts] = await Promise.all([
      redis.hgetall(names.draft(copy._id)),
      redis.hgetall(names.texts(copy._id)),
    ]);
    const named = Object.entries(texts).map(([part, text]) => [`text:${part}`, text]);
    const live: Record<string, string> = { ...fields, ...Object.fromEntries(named) };
    const copied = copy.fields as unknown as Record<string, string>;
    const all = new Set([...Object.keys(live), ...Object.keys(copied)]);
    differing.push(...[...all].filter((name) => live[name] !== copied[name]));
  }
  return differing;
}

/** Every version that was handed in is recorded as it was then, and no other. */
async function checkRecorded(
  stage: Stage,
  checked: { member: Member; draft: StoredAnswers; findings: Findings; isTold: boolean },
): Promise<void> {
  const { member, draft, findings, isTold } = checked;
  const { code, recorded } = member;
  const there = await stage.database.submissions.find({ person: code }).select('number').lean();
  if (there.length > recorded.size) findings.doubled.push(`${code}: ${there.length} submissions`);
  if (there.length < Math.max(1, recorded.size)) {
    findings.lost.push(`${code}: ${there.length} submissions of ${recorded.size}`);
    return;
  }
  for (const [number, own] of recorded) {
    const stored = answersIn(await exportReview(stage, { person: code, version: number }));
    const where = ` in version ${number}`;
    if (!isTold) compare({ code, own, stored, findings, where });
    else if (number === Math.max(...recorded.keys()) && !isEqual(stored, draft))
      findings.lost.push(`${code}: recorded otherwise`);
  }
}

function isEqual(one: StoredAnswers, other: StoredAnswers): boolean {
  const written = (answers: StoredAnswers) => JSON.stringify([...answers].toSorted());
  return written(one) === written(other);
}
