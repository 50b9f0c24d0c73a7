import { describe, expect, test } from 'vitest';
import { actsFor } from '../../../handlers/screens/member-acts.ts';

type Member = Parameters<typeof actsFor>[0];

function acts(
  change: Partial<Member['line']> & {
    asked?: false;
    joined?: true;
    post?: true;
    moved?: true;
    named?: true;
    entered?: ('paper' | 'delegate')[];
    before?: true;
  },
) {
  const { asked, joined, post, moved, named, entered = [], before, ...line } = change;
  return actsFor({
    line: { standing: 'not-joined', ...line },
    entry: {
      asked: asked === false ? undefined : ({} as never),
      person: { partyStatus: 'official' } as never,
    },
    ...{ hasDelegate: named === true, hasJoined: joined === true, hasPost: post === true },
    hasMoved: moved === true,
    ...{ entered: new Set(entered), wasAsked: before === true },
  });
}

describe('what is offered for somebody', () => {
  test.each([
    ['who has not joined', {}, ['invite-person', 'record-paper', 'name-delegate', 'extend-person']],
    [
      'who answers',
      { standing: 'answering', joined: true },
      ['extend-person', 'record-paper', 'name-delegate', 'excuse-person'],
    ],
    ['who is to leave', { leaving: leaving() }, ['start-membership', 'end-membership', 'invite-person']],
    ['who has left', { standing: 'left', leaving: leaving() }, ['start-membership']],
    ['who is excused', { standing: 'excused', asked: false }, ['include-person', 'move-membership']],
  ] as const)('%s begins with what is likely', (_who, change, first) => {
    expect(acts(change).slice(0, first.length)).toEqual(first);
  });

  test('can succeed: no post is ended of who holds none, and no stay elsewhere of who has none', () => {
    expect(acts({})).not.toContain('end-post');
    expect(acts({ post: true })).toContain('end-post');
    expect(acts({})).not.toContain('end-temporary-membership');
    expect(acts({ temporary: [] })).toContain('end-temporary-membership');
    expect(acts({ named: true })).not.toContain('name-delegate');
    expect(acts({ leaving: leaving() })).not.toContain('move-membership');
    expect(acts({ standing: 'not-yet', asked: false })).not.toContain('move-membership');
    expect(acts({ asked: false })).not.toContain('extend-person');
    expect(acts({})).not.toContain('undo-move');
    expect(acts({ moved: true })).toContain('undo-move');
    expect(acts({ moved: true, leaving: leaving() })).not.toContain('undo-move');
  });

  test('takes back what was entered and stands, and records a paper of who left, once a cycle asked them', () => {
    // Before what is done less often for whose review is in.
    expect(acts({ standing: 'on-paper', entered: ['paper'] })[0]).toBe('withdraw-paper');
    expect(acts({ standing: 'by-delegate', entered: ['delegate'] })[0]).toBe('withdraw-for-member');
    expect(acts({ standing: 'handed-in' })).not.toContain('withdraw-paper');
    const left = { standing: 'left', leaving: leaving() } as const;
    expect(acts({ ...left, before: true })).toEqual(['start-membership', 'record-paper']);
    expect(acts({ ...left, entered: ['paper'] })).toEqual(['start-membership', 'withdraw-paper']);
    const died = { standing: 'left', leaving: { ...leaving(), why: 'died' } } as const;
    expect(acts({ ...died, before: true })).toEqual(['record-paper', 'start-membership']);
  });

  test('is each there once, whoever it is', () => {
    for (const change of [
      {},
      { standing: 'handed-in', joined: true },
      { leaving: leaving(), post: true },
    ] as const) {
      const all = acts(change);
      expect(new Set(all).size).toBe(all.length);
    }
  });
});

function leaving() {
  return { on: '2026-12-01', why: null, isOver: false };
}
