import { randomFillSync } from 'node:crypto';

/** Bytes are drawn for so many values at a time: asking for few costs as much as asking for many. */
const AT_ONCE = 512;

/** Makes a source of random values of so many bytes, each given once. It gives views: who keeps one copies it. */
export function createRandomBytes(size: number): () => Buffer {
  const drawn = Buffer.alloc(size * AT_ONCE);
  let next = drawn.length;
  return () => {
    if (next === drawn.length) {
      randomFillSync(drawn);
      next = 0;
    }
    next += size;
    return drawn.subarray(next - size, next);
  };
}
