import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAcceptedFile, MAX_FILE } from '../file-kind.ts';
import { decodeFile } from './decode.ts';
import { refuse } from './guard.ts';
import { PROBLEMS } from './problems.ts';
import { isBound, type RouteDependencies, toReceipt } from './route-dependencies.ts';

type FileRequest = FastifyRequest<{
  Params: { code: string; id: string };
  Querystring: unknown;
  Body: unknown;
}>;

/** Files that a person sends, and their way back to that person. */
export async function addFileRoutes(api: FastifyInstance, dependencies: RouteDependencies): Promise<void> {
  await api.register(async (scope) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: MAX_FILE },
      (_request, body, done) => done(null, body),
    );
    scope.setErrorHandler(async (error: FastifyError, _request, reply) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      await refuse(reply, PROBLEMS.fileTooLarge);
    });
    scope.post('/chats/:code/files', (request: FileRequest, reply) =>
      takeFile(request, { reply, dependencies }),
    );
    scope.get('/chats/:code/files/:id', (request: FileRequest, reply) =>
      giveFile(request, { reply, dependencies }),
    );
  });
}

interface Answering {
  reply: FastifyReply;
  dependencies: RouteDependencies;
}

/** Kept before the bot hears of it, so that an answer never names a file that is not there. */
async function takeFile(request: FileRequest, { reply, dependencies }: Answering): Promise<unknown> {
  const { body: bytes, params, query } = request;
  const decoded = decodeFile(params.code, query);
  if ('problem' in decoded) return await refuse(reply, decoded.problem);
  const { event } = decoded;
  if (!(bytes instanceof Buffer) || event.input.type !== 'file')
    return await refuse(reply, PROBLEMS.malformed);
  if (!(await isBound(params.code, dependencies))) return await refuse(reply, PROBLEMS.unknownPerson);
  if (!dependencies.isWithinLimit(params.code)) return await refuse(reply, PROBLEMS.tooMany);
  if (bytes.length === 0) return await refuse(reply, PROBLEMS.fileEmpty);
  if (!(await isAcceptedFile(bytes))) return await refuse(reply, PROBLEMS.fileKind);
  const { files, now } = dependencies;
  const { id } = event.input;
  const file = { _id: id, person: params.code, at: now(), bytes };
  await files.save(file);
  const receipt = await dependencies.deliver({ ...event, at: now().toISOString() });
  if (receipt.refused !== true && (await files.settle(file))) return toReceipt(receipt);
  await files.remove(id);
  return toReceipt({ ...receipt, refused: true });
}

async function giveFile(request: FileRequest, { reply, dependencies }: Answering): Promise<unknown> {
  const { code, id } = request.params;
  const bytes = await dependencies.files.read({ _id: id, person: code });
  if (bytes === null) return await refuse(reply, PROBLEMS.fileUnknown);
  // Nothing that a person sent is ever shown as a page of ours.
  return reply.type('application/octet-stream').header('content-disposition', 'attachment').send(bytes);
}
