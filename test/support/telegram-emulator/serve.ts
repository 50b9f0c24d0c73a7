import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { BOT_METHODS } from './bot-methods.ts';
import { type Fault, type Faults, toApiError } from './faults.ts';
import type { Files, Params } from './message-methods.ts';
import type { UpdateMethods } from './update-methods.ts';
import type { World } from './world.ts';

/** One call that the bot made. */
export interface RecordedCall {
  method: string;
  params: Params;
  /** Status of the answer; 0 if there is none, or not yet. */
  status: number;
}

export interface ServeDependencies {
  token: string;
  world: World;
  updates: UpdateMethods;
  faults: Faults;
  /** Called when a call comes, and again when it was answered. */
  record(call: RecordedCall): void;
  /** How long an answer is on its way. */
  delayMs: number;
}

const NO_FILES: Files = new Map();
const KEEP_ALIVE_MS = 60_000;

/** Speaks the Bot API: `/bot<token>/<method>` with parameters in the query, as JSON or as a form. */
export function serve(dependencies: ServeDependencies): Server {
  const start = `/bot${dependencies.token}/`;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!path.startsWith(start)) {
      const isBot = /^\/bot[^/]+\//.test(path);
      const error = isBot ? new ApiError(401, 'Unauthorized') : new ApiError(404, 'Not Found');
      request.resume();
      end(response, { status: error.status, json: toJson(error) });
      return;
    }
    const [method = '', query] = path.slice(start.length).split('?', 2);
    answer(dependencies, { method, query, request, response }).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

interface Call {
  method: string;
  query: string | undefined;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(dependencies: ServeDependencies, call: Call): Promise<void> {
  const { method, response } = call;
  const { params, files } = await readParams(call);
  const fault = dependencies.faults.match(method, Number(params.chat_id));
  const recorded = { method, params, status: 0 };
  dependencies.record(recorded);
  const reply = (status: number, json: string) => {
    recorded.status = status;
    if (dependencies.delayMs === 0) end(response, { status, json });
    else setTimeout(end, dependencies.delayMs, response, { status, json });
    dependencies.record(recorded);
  };
  if (fault !== undefined && isBefore(fault)) {
    if ('cut' in fault) response.socket?.resetAndDestroy();
    if ('hang' in fault) fault.then?.();
    return;
  }
  if (fault !== undefined && 'answer' in fault) {
    const { status, body, headers } = fault.answer;
    recorded.status = status;
    response.writeHead(status, headers).end(body);
    return;
  }
  try {
    if (fault !== undefined && 'status' in fault) throw toApiError(fault);
    const json = await run(dependencies, { ...call, params, files });
    if (fault !== undefined && 'until' in fault) await fault.until;
    if (fault !== undefined && 'cut' in fault) response.socket?.resetAndDestroy();
    else if (fault !== undefined && 'hang' in fault) fault.then?.();
    else reply(200, `{"ok":true,"result":${json}}`);
  } catch (error) {
    const failure = error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${error}`);
    reply(failure.status, toJson(failure));
  }
}

function isBefore(fault: Fault): boolean {
  return ('cut' in fault && fault.cut === 'before') || ('hang' in fault && fault.hang === 'before');
}

async function run(
  { world, updates }: ServeDependencies,
  call: Call & { params: Params; files: Files },
): Promise<string> {
  const { method, params, files, response } = call;
  const aboutUpdates = updates[method];
  if (aboutUpdates !== undefined) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return await aboutUpdates(params, gone.signal);
  }
  const run = BOT_METHODS[method];
  if (run === undefined) throw new ApiError(404, 'Not Found: method not found');
  return JSON.stringify(run(world, params, files));
}

async function readParams({ query, request }: Call): Promise<{ params: Params; files: Files }> {
  const fromQuery = query === undefined ? {} : Object.fromEntries(new URLSearchParams(query));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return { params: fromQuery, files: NO_FILES };
  if (type.startsWith('application/json')) {
    const json = JSON.parse(body.toString()) as Params;
    return { params: query === undefined ? json : { ...fromQuery, ...json }, files: NO_FILES };
  }
  return await readForm(body, { type, fromQuery });
}

async function readForm(
  body: Buffer,
  { type, fromQuery }: { type: string; fromQuery: Params },
): Promise<{ params: Params; files: Files }> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const params: Record<string, unknown> = { ...fromQuery };
  const uploads = new Map<string, { name: string; bytes: Uint8Array }>();
  for (const [field, value] of form) {
    if (typeof value === 'string') params[field] = value;
    else uploads.set(field, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  // An upload is named `attach://<field>` where it is meant.
  const files = new Map(uploads);
  for (const [field, value] of Object.entries(params)) {
    const upload = typeof value === 'string' && /^attach:\/\/(.+)$/.exec(value)?.[1];
    const found = upload ? uploads.get(upload) : undefined;
    if (found !== undefined) files.set(field, found);
  }
  return { params, files };
}

function toJson({ status, message, parameters }: ApiError): string {
  return JSON.stringify({
    ok: false,
    error_code: status,
    description: message,
    ...(parameters === undefined ? {} : { parameters }),
  });
}

function end(response: ServerResponse, { status, json }: { status: number; json: string }): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
  });
  response.end(json);
}
