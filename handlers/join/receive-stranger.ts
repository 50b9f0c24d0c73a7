import type { Language } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { addConsent } from '../../models/chat/consent.ts';
import { listIdentities } from '../../models/chat/identity.ts';
import { findInvitation, useInvitation } from '../../models/chat/invitation.ts';
import type { Joining, JoiningStore } from '../../models/chat/joining.ts';
import type { StrangerUpdates } from '../../models/chat/stranger-updates.ts';
import { hasLeft } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Identities, Known } from '../identities.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { ChannelEvent, Log, Receipt, Send } from '../ports.ts';
import { findPersonCard } from '../queries/list-people.ts';
import type { Vocabulary } from '../talk/vocabulary.ts';
import type { Translate } from '../words/context.ts';
import { type JoinCard, otherLanguage, presentJoin } from '../words/join.ts';
import { CONSENT_VERSION, hashOfConsent } from './consent.ts';
import { chosenLanguage, type FinishJoining } from './finish-joining.ts';
import type { Guesses } from './guesses.ts';
import { readWish } from './read-wish.ts';
import { createTellStranger, type TellStranger } from './tell-stranger.ts';

export interface StrangerDependencies {
  database: Database;
  keys: KeyRing;
  joinings: JoiningStore;
  guesses: Guesses;
  identities: Identities;
  keyedQueue: KeyedQueue;
  strangerUpdates: StrangerUpdates;
  finishJoining: FinishJoining;
  send: Send;
  vocabulary: Vocabulary;
  translator(language: Language): Translate;
  now(): Date;
  newId(): string;
  log: Log;
}

/**
 * Takes an event of a user who is not bound to a person. If the user was bound while the event waited for its turn,
 * `receiveMember` takes it. Rejects if a store does not answer.
 */
export type ReceiveStranger = (
  event: ChannelEvent,
  receiveMember: (known: Known) => Promise<Receipt>,
) => Promise<Receipt>;

const IGNORED: Receipt = { status: 'ignored' };
const COMMITTED: Receipt = { status: 'committed' };

/**
 * Leads a stranger from an invitation to a bound chat: the code, whose account it is, consent. Before the
 * consent nothing is stored but, for a quarter of an hour, that the code is being used; a refusal forgets that too. The
 * language is that of their app, Vietnamese, or the one that they choose.
 */
export function createReceiveStranger(dependencies: StrangerDependencies): ReceiveStranger {
  const { keyedQueue, joinings, identities, strangerUpdates } = dependencies;
  const { tell, forget } = createTellStranger(dependencies);
  return (event, receiveMember) =>
    keyedQueue.run(`stranger ${userOf(event)}`, async () => {
      // Read before `identify`: if another process has just removed the state, that process has also bound the person.
      const joining = await joinings.read(userOf(event));
      const known = await identities.identify(event.channel, event.user);
      if (known === null && (await strangerUpdates.wasTaken(event))) return IGNORED;
      forget(event);
      if (known !== null) return receiveMember(known);
      const language = await chosenLanguage(strangerUpdates, event);
      const receipt = await answer({ dependencies, event: { ...event, ...language }, send: tell }, joining);
      await strangerUpdates.noteTaken(event);
      return receipt;
    });
}

async function answer(meeting: Meeting, joining: Joining | undefined): Promise<Receipt> {
  const { dependencies, event } = meeting;
  const wish = readWish(event.input, { joining, vocabulary: dependencies.vocabulary });
  switch (wish.type) {
    case 'nothing':
      return IGNORED;
    case 'code':
      return tryCode(meeting, wish.code);
    case 'yes':
      return joining === undefined ? greet(meeting) : goOn(meeting, joining);
    case 'no':
      return joining === undefined ? greet(meeting) : giveUp(meeting, joining);
    case 'language':
      return speak(meeting, joining, wish.to);
    case 'unclear':
      return joining === undefined ? greet(meeting) : showStage(meeting, joining, true);
  }
}

interface Meeting {
  dependencies: StrangerDependencies;
  send: TellStranger['tell'];
  event: ChannelEvent;
}

function userOf(event: ChannelEvent): string {
  return `${event.channel}:${event.user}`;
}

async function greet(meeting: Meeting): Promise<Receipt> {
  const { dependencies, event } = meeting;
  if (await dependencies.guesses.mayHear(userOf(event))) await tell(meeting, { type: 'stranger' });
  return IGNORED;
}

/** Goes on in another language. The card before, whose consent is in the other one, can no longer be agreed to. */
async function speak(
  { event, ...rest }: Meeting,
  joining: Joining | undefined,
  wish: Language | 'other',
): Promise<Receipt> {
  const { dependencies } = rest;
  const language = wish === 'other' ? otherLanguage(event.language ?? 'vi') : wish;
  await dependencies.strangerUpdates.noteLanguage(event, language);
  const meeting = { ...rest, event: { ...event, language } };
  if (joining === undefined) return greet(meeting);
  const next: Joining = {
    ...{ ...joining, prompt: dependencies.newId() },
    ...(joining.stage === 'consent' ? { language } : {}),
  };
  await dependencies.joinings.write(userOf(event), next);
  return showStage(meeting, next);
}

async function tryCode(meeting: Meeting, code: string): Promise<Receipt> {
  const { database, keys, guesses, joinings, now, newId } = meeting.dependencies;
  const user = userOf(meeting.event);
  if (!(await guesses.mayTry(user))) return tell(meeting, { type: 'too-many-tries' });
  const invitation = await findInvitation({ database, keys }, { code, by: user, now: now() });
  if (invitation === undefined) {
    await guesses.noteWrong(user);
    return tell(meeting, { type: 'code-unknown' });
  }
  await guesses.forgive(user);
  const { _id, person } = invitation;
  const joining: Joining = { invitation: _id, person, stage: 'who', prompt: newId() };
  await joinings.write(user, joining);
  return showStage(meeting, joining);
}

async function showStage(meeting: Meeting, joining: Joining, again = false): Promise<Receipt> {
  const { prompt } = joining;
  if (joining.stage === 'consent') {
    // The consent is stored with the language of its text, so the language does not change in between.
    const event = { ...meeting.event, language: languageOf(joining) };
    return tell({ ...meeting, event }, { type: 'consent', prompt, again });
  }
  const { database, now } = meeting.dependencies;
  const person = await findPerson(database, joining);
  const isGone = person === null || hasLeft(person, dayOf(now()));
  const card = isGone ? undefined : await findPersonCard(database, joining.person);
  if (card !== undefined) return tell(meeting, { type: 'who', prompt, card, again });
  await meeting.dependencies.joinings.forget(userOf(meeting.event));
  return tell(meeting, { type: 'code-unknown' });
}

async function goOn(meeting: Meeting, joining: Joining): Promise<Receipt> {
  const { language = 'vi', update } = meeting.event;
  // A typed "1" that was pushed to two processes answers one question only.
  if (joining.ledBy === update) return showStage(meeting, joining);
  if (joining.stage === 'consent') return join(meeting, joining);
  const { joinings, newId } = meeting.dependencies;
  const next: Joining = { ...joining, stage: 'consent', prompt: newId(), ledBy: update, language };
  await joinings.write(userOf(meeting.event), next);
  return showStage(meeting, next);
}

function languageOf({ language }: Joining): Language {
  return language === 'en' ? 'en' : 'vi';
}

async function giveUp(meeting: Meeting, joining: Joining): Promise<Receipt> {
  await meeting.dependencies.joinings.forget(userOf(meeting.event));
  return tell(meeting, { type: joining.stage === 'who' ? 'not-you' : 'refused' });
}

/** Binds the chat. Every step can be repeated: after a crash in between the same press is delivered again. */
async function join(meeting: Meeting, joining: Joining): Promise<Receipt> {
  const { database, keys, identities, joinings, now, finishJoining, translator } = meeting.dependencies;
  const { event } = meeting;
  const { person, invitation, prompt } = joining;
  const by = userOf(event);
  const bound = await listIdentities({ database, keys }, { person });
  const others = bound.filter(({ _id }) => _id !== by).map(({ channel, chat }) => ({ channel, chat }));
  const claimed = await useInvitation(database, { invitation, by, replaced: others, now: now() });
  if (claimed === undefined) {
    await joinings.forget(by);
    return tell(meeting, { type: 'code-unknown' });
  }
  const { channel, user, chat, update } = event;
  // A repeated press has the time of the first one.
  const consent = { version: CONSENT_VERSION, at: claimed.usedAt ?? now() };
  const language = languageOf(joining);
  const text = hashOfConsent({ language, t: translator(language) });
  await addConsent(database, { ...consent, person, text, language });
  const welcome = { id: prompt, update, others: claimed.replaced };
  await identities.link({ channel, user, chat, person, consent, pendingWelcome: welcome });
  await joinings.forget(by);
  await finishJoining(person, { event, welcome });
  return COMMITTED;
}

/** Sends a message to a stranger at once. The message is not stored. */
async function tell({ dependencies, event, send }: Meeting, card: JoinCard): Promise<Receipt> {
  const { language = 'vi', channel, chat } = event;
  const message = presentJoin(card, { language, t: dependencies.translator(language) });
  await send({ channel, chat }, message);
  return IGNORED;
}
