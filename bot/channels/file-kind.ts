import { fileTypeFromBuffer } from 'file-type';

/** Largest file, in bytes. */
export const MAX_FILE = 10 * 1024 * 1024;

/** Pictures and papers, by what is in them; `cfb` is what Word, Excel and PowerPoint wrote before 2007. */
const ACCEPTED = new Set([
  ...['jpg', 'png', 'webp', 'gif', 'heic'],
  ...['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'rtf', 'cfb'],
]);

/** Whether a file is of a kind that is taken as evidence; its name proves nothing. A text file is one, too. */
export async function isAcceptedFile(bytes: Buffer): Promise<boolean> {
  const kind = await fileTypeFromBuffer(bytes);
  return kind === undefined ? isText(bytes) : ACCEPTED.has(kind.ext);
}

function isText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
