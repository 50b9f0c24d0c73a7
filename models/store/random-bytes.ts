import { randomFillSync } from 'node:crypto';

/** How many values are drawn at a time, because one call for many bytes costs as much as one for few. */
const AT_ONCE = 512;

/** Makes a source of random values of `size` bytes. The buffers are views of a shared one: copy a value to keep it. */
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
