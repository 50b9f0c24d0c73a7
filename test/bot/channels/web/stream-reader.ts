/** One server-sent event. */
export interface StreamEvent {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** A live stream that a test reads. */
export interface StreamReader {
  response: Response;
  events: StreamEvent[];
  /** The log entries so far. */
  entries(): Record<string, unknown>[];
  isEnded(): boolean;
  close(): void;
}

/** Opens a live stream and collects what comes. */
export async function readStream(url: string, headers: Record<string, string> = {}): Promise<StreamReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: StreamEvent[] = [];
  let ended = false;
  void collect(response, events).then(
    () => {
      ended = true;
    },
    () => undefined,
  );
  return {
    response,
    events,
    entries: () => events.filter(({ event }) => event === 'message').map(({ data }) => data),
    isEnded: () => ended,
    close: () => abort.abort(),
  };
}

async function collect(response: Response, events: StreamEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) events.push(parse(block));
  }
}

function parse(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}'),
  };
}
