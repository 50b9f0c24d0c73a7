import { canonical } from './canonical.ts';
import { type Mistake, type Path, shown } from './issues.ts';
import { at, textAt } from './outline.ts';
import type { Pack } from './schema.ts';

/** What a pack that inherits comes to. */
interface Inherited {
  /** The content of the base with what the pack changes and adds; checked by nobody yet. */
  raw: unknown;
  /** What it changes although it may not; the paths are those of its own file. */
  mistakes: Mistake[];
  /** Where in its own file a part of `raw` stands that it gave. */
  ownPathOf(path: Path): Path;
}

interface Merging {
  base: Pack;
  mistakes: Mistake[];
  /** Of each map in the result that the pack gave: where it stands in its file. */
  places: WeakMap<object, Path>;
}

/** A part of the base, and what the pack gives in its place. */
interface Given {
  base: unknown;
  own: unknown;
  path: Path;
}

/** Lays what a pack gives over the same part of its base; returns what is asked from then on. */
type Part = (merging: Merging, given: Given) => unknown;

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
 * Lays a pack over the one that it inherits from. It gives only what it changes or adds; what it leaves out stays as
 * it is in the base, so nothing official can be dropped. A question of its own stands behind the one that it is
 * written under, without one before all others.
 */
export function inherit(own: object, base: Pack): Inherited {
  const { version: _version, papers: _papers, inherits: _inherits, ...content } = base;
  const given = Object.fromEntries(Object.entries(own).filter(([key]) => key !== 'inherits'));
  const merging: Merging = { base, mistakes: checkOwnName(given, base), places: new WeakMap() };
  const raw = PACK(merging, { base: content, own: given, path: [] });
  return { raw, mistakes: merging.mistakes, ownPathOf: (path) => ownPath({ raw, path }, merging.places) };
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
    // What else it is, is told by the schema.
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

/** A list whose items are known by their ids; none can be left out, and only some lists take new ones. */
function listOf(part: Part, rules: ListRules): Part {
  return (merging, { base, own, path }) => {
    if (!Array.isArray(own)) return own;
    const official = new Map(((base ?? []) as { id: string }[]).map((item) => [item.id, item]));
    const merged = new Map<string, unknown>(official);
    /** What stands behind an official item, or before all of them. */
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
  of: {
    merging: Merging;
    official: ReadonlyMap<string, unknown>;
    given: ReadonlySet<string>;
    rules: ListRules;
  },
): Mistake | undefined {
  const { merging, official, given, rules } = of;
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
