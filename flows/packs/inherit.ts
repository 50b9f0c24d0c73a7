import { canonical } from './canonical.ts';
import { type Mistake, type Path, shown } from './issues.ts';
import { at, textAt } from './outline.ts';
import type { Pack } from './schema.ts';

interface Merging {
  base: Pack;
  mistakes: Mistake[];
  /** For each map in the result that comes from the pack: its path in the pack's file. */
  places: WeakMap<object, Path>;
}

/** Lays a value of the pack (`own`, at `path` of its file) over the same part of its base and returns the result. */
type Part = (merging: Merging, given: { base: unknown; own: unknown; path: Path }) => unknown;

const replaced: Part = (_merging, { own }) => own;

const STEP = { prompt: replaced, help: replaced };
const FOLLOW_UPS = listOf(mapOf(STEP), { adds: true, taken: () => [] });
const QUESTIONS = listOf(mapOf({ ...STEP, followUps: FOLLOW_UPS }), { adds: true, taken: questionsOf });
const SECTIONS = listOf(mapOf({ questions: QUESTIONS }), { adds: false });

/** Everything that a pack may change of its base (Plan 58, III.1: forms and dates are adapted to the unit). */
const PACK = mapOf({
  format: replaced,
  id: replaced,
  title: replaced,
  source: replaced,
  dates: mapOf({
    source: replaced,
    opening: replaced,
    draftsDue: replaced,
    meetingsFrom: replaced,
    meetingsTo: replaced,
    papersBefore: replaced,
  }),
  reminders: mapOf({ source: replaced, draftsDue: replaced }),
  forms: listOf(mapOf({ sections: SECTIONS }), { adds: false }),
});

/**
 * Lays a pack over the one that it inherits from. The pack has only its changes and additions; everything else stays as it
 * is in the base, so nothing official can be removed. A question of its own follows the question that it is written under,
 * or comes first if there is none. `raw` is the resulting content, not validated yet. `mistakes` are changes that the pack
 * may not make. `ownPathOf` returns the path in the pack's own file of a part of `raw` that comes from the pack.
 */
export function inherit(own: object, base: Pack) {
  const { version: _version, papers: _papers, inherits: _inherits, ...content } = base;
  const given = Object.fromEntries(Object.entries(own).filter(([key]) => key !== 'inherits'));
  const merging: Merging = { base, mistakes: checkOwnName(given, base), places: new WeakMap() };
  const raw = PACK(merging, { base: content, own: given, path: [] });
  const ownPathOf = (path: Path) => ownPath({ raw, path }, merging.places);
  return { raw, mistakes: merging.mistakes, ownPathOf };
}

function checkOwnName(own: unknown, base: Pack): Mistake[] {
  const missing = ['format', 'id'].filter((key) => at(own, key) === undefined);
  const mistakes = missing.map((key): Mistake => ({ path: [key], code: 'missing', details: { key } }));
  if (at(own, 'id') !== base.id) return mistakes;
  return [...mistakes, { path: ['id'], code: 'taken-id', details: { value: base.id, pack: base.id } }];
}

/** A map of which only some keys may be changed; the others may be repeated as they are. */
function mapOf(parts: Readonly<Record<string, Part>>): Part {
  return (merging, { base, own, path }) => {
    // The schema reports a value of the wrong kind.
    if (typeof own !== 'object' || own === null || Array.isArray(own)) return own;
    const merged: Record<string, unknown> = { ...(base as object) };
    for (const [key, value] of Object.entries(own)) {
      const part = Object.hasOwn(parts, key) ? parts[key] : undefined;
      const given = { base: at(base, key), own: value, path: [...path, key] };
      if (part !== undefined) merged[key] = part(merging, given);
      else if (canonical(value) !== canonical(given.base)) {
        const allowed = Object.keys(parts).join(', ');
        const details = { key: shown(key), pack: merging.base.id, allowed };
        merging.mistakes.push({ path: given.path, code: 'official-part', details, atKey: true });
      }
    }
    return merged;
  };
}

type ListRules = { adds: false } | { adds: true; taken: (base: Pack) => readonly string[] };

/** A list whose items have ids. No item can be removed, and only some lists accept new items. */
function listOf(part: Part, rules: ListRules): Part {
  return (merging, { base, own, path }) => {
    if (!Array.isArray(own)) return own;
    const official = new Map(((base ?? []) as { id: string }[]).map((item) => [item.id, item]));
    const merged = new Map<string, unknown>(official);
    /** The pack's own items, by the official item that they follow, or by '' if they come first. */
    const added = new Map<string, unknown[]>();
    const given = new Set<string>();
    let last = '';
    own.forEach((item, index) => {
      const place = [...path, index];
      const id = textAt(item, 'id') ?? '';
      const mistake = checkItem({ item, id, place }, { merging, official, given, rules });
      if (mistake !== undefined) merging.mistakes.push(mistake);
      else if (official.has(id)) {
        merged.set(
          id,
          noted(merging, part(merging, { base: official.get(id), own: item, path: place }), place),
        );
        last = id;
        given.add(id);
      } else added.set(last, [...(added.get(last) ?? []), noted(merging, { ...item }, place)]);
    });
    return ['', ...merged.keys()].flatMap((id) => [
      ...(id === '' ? [] : [merged.get(id)]),
      ...(added.get(id) ?? []),
    ]);
  };
}

function checkItem(
  { item, id, place }: { item: unknown; id: string; place: Path },
  lists: {
    merging: Merging;
    official: ReadonlyMap<string, unknown>;
    given: ReadonlySet<string>;
    rules: ListRules;
  },
): Mistake | undefined {
  const { merging, official, given, rules } = lists;
  const path = [...place, 'id'];
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return { path: place, code: 'expected-map' };
  if (given.has(id)) return { path, code: 'duplicate-id', details: { value: shown(id) } };
  if (official.has(id)) return undefined;
  if (!rules.adds) {
    const details = { value: shown(id), allowed: [...official.keys()].join(', ') };
    return { path, code: 'not-one-of', details };
  }
  if (!rules.taken(merging.base).includes(id)) return undefined;
  return { path, code: 'taken-id', details: { value: shown(id), pack: merging.base.id } };
}

function noted(merging: Merging, item: unknown, place: Path): unknown {
  if (typeof item === 'object' && item !== null) merging.places.set(item, place);
  return item;
}

function questionsOf(base: Pack): string[] {
  return base.forms.flatMap(({ sections }) =>
    sections.flatMap(({ questions }) => questions.map(({ id }) => id)),
  );
}

function ownPath({ raw, path }: { raw: unknown; path: Path }, places: WeakMap<object, Path>): Path {
  let value = raw;
  let own: Path = [];
  for (const part of path) {
    value = Array.isArray(value) ? value[Number(part)] : at(value, String(part));
    const place = typeof value === 'object' && value !== null ? places.get(value) : undefined;
    own = place ?? [...own, part];
  }
  return own;
}
