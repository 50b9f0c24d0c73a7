import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from './issues.ts';

/**
 * The offset in the text of the value of a path, or of its key (`atKey`). If there is no such value, it is the offset of
 * the nearest part around it. A path through an alias leads to what the alias refers to.
 */
export function offsetOf(spot: { document: Document; path: Path; atKey: boolean }): number {
  const { document, path, atKey } = spot;
  let node: Node | null = document.contents;
  let offset = startOf(node) ?? 0;
  path.forEach((part, depth) => {
    const around: Node | undefined = isAlias(node) ? node.resolve(document) : (node ?? undefined);
    const found = entryOf(around, part);
    const keyAsked = atKey && depth === path.length - 1;
    offset = (keyAsked ? undefined : startOf(found.value)) ?? startOf(found.key) ?? offset;
    node = found.value;
  });
  return offset;
}

/** The path of a node whose ancestors are known, from the document down. */
export function pathOf(ancestors: readonly unknown[], node: Node): Path {
  const line = [...ancestors, node];
  return line.flatMap((part, depth): Path => {
    if (isPair(part)) return [String(isScalar(part.key) ? part.key.value : part.key)];
    return isSeq(part) && depth < line.length - 1 ? [part.items.indexOf(line[depth + 1])] : [];
  });
}

/** Keys of a map that stand in it for the second time or more. */
export function repeatedKeys(collection: Node): { node: Node; name: string }[] {
  if (!isMap(collection)) return [];
  const seen = new Set<string>();
  return collection.items.flatMap(({ key }) => {
    const name = String(isScalar(key) ? key.value : key);
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated && isNode(key) ? [{ node: key, name }] : [];
  });
}

function entryOf(around: Node | undefined, part: string | number): { key: Node | null; value: Node | null } {
  if (isSeq(around) && typeof part === 'number') return { key: null, value: asNode(around.items[part]) };
  if (!isMap(around)) return { key: null, value: null };
  const pair = around.items.findLast(({ key }) => isScalar(key) && key.value === part);
  return { key: asNode(pair?.key), value: asNode(pair?.value) };
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}
