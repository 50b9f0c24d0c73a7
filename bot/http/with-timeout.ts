/** What `work` resolves with; nothing if it fails or takes longer, and then it is not waited for any more. */
export async function withTimeout<Result>(
  work: Promise<Result>,
  withinMs: number,
): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
