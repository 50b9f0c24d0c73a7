import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../../models/store/errors.ts';
import { createMeasure, type Extent } from './measure-sheet.ts';

const MB = 1024 * 1024;
/** Size of a file: more than any list of 10,000 people with their histories needs; everything that it can become fits in memory. */
export const MOST_BYTES = 64 * MB;
const MOST_INFLATED_BYTES = 256 * MB;
const MOST_ENTRIES = 2_000;
const MOST_TAGS = 6_000_000;

const OLE_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const LESS_THAN = 0x3c;
const INDEX = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STYLES = 'xl/styles.xml';
const REQUIRED = ['[Content_Types].xml', INDEX];
/** Longest of what is looked for across the border of two chunks. */
const OVERLAP = 16;

/**
 * Refuses what only pretends to be a workbook, or would cost far more than it says: the archive is inflated once,
 * counting, whatever sizes it declares. Returns how far the cells in each part reach, and the parts that name the
 * sheets and fonts. Throws `workbook-not-xlsx`, `workbook-locked`, `workbook-too-big` and
 * `workbook-unsafe`.
 */
export async function checkArchive(file: string, bytes: Buffer): Promise<CheckedArchive> {
  if (bytes.subarray(0, OLE_FILE.length).equals(OLE_FILE)) {
    throw new AppError('workbook-locked', { message: 'An old or encrypted workbook', details: { file } });
  }
  if (bytes.length > MOST_BYTES) throw tooBig(file);
  try {
    return await checkEntries(file, await fromBufferPromise(bytes, { lazyEntries: true }));
  } catch (cause) {
    throw cause instanceof AppError ? cause : notXlsx(file, cause);
  }
}

/** What is known of an archive once it was inflated. */
export interface CheckedArchive {
  /** By the name of the part. */
  extents: ReadonlyMap<string, Extent>;
  /** `xl/workbook.xml`, its relations and its styles, as text. */
  index: string;
  relations: string;
  styles: string;
}

async function checkEntries(file: string, archive: ZipFile): Promise<CheckedArchive> {
  if (archive.entryCount > MOST_ENTRIES) throw tooBig(file);
  const names: string[] = [];
  const extents = new Map<string, Extent>();
  const kept = new Map([INDEX, RELATIONS, STYLES].map((name) => [name, '']));
  const left = { bytes: MOST_INFLATED_BYTES, tags: MOST_TAGS };
  for await (const entry of archive.eachEntry()) {
    if (names.includes(entry.fileName) || /(^|\/)vbaProject\.bin$/i.test(entry.fileName)) throw unsafe(file);
    names.push(entry.fileName);
    const measure = createMeasure();
    await inflate(file, {
      ...{ archive, entry, left },
      take(part) {
        const text = kept.get(entry.fileName);
        if (text !== undefined) kept.set(entry.fileName, text + part.toString('utf8'));
        measure.take(part);
      },
    });
    if (measure.extent.rows > 0 && entry.fileName !== 'xl/calcChain.xml') {
      extents.set(entry.fileName, measure.extent);
    }
  }
  if (!REQUIRED.every((name) => names.includes(name))) throw notXlsx(file);
  const [index = '', relations = '', styles = ''] = kept.values();
  return { extents, index, relations, styles };
}

async function inflate(
  file: string,
  part: { archive: ZipFile; entry: Entry; left: { bytes: number; tags: number }; take(bytes: Buffer): void },
): Promise<void> {
  const { archive, entry, left, take } = part;
  const isXml = /\.(xml|rels)$/i.test(entry.fileName);
  let end = Buffer.alloc(0);
  for await (const chunk of await archive.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    left.bytes -= bytes.length;
    // A sheet may be kept in a part of any name.
    left.tags -= countTags(bytes);
    if (left.bytes < 0 || left.tags < 0) throw tooBig(file);
    // In UTF-16 nothing would be found: no sheet is read from it, no cell counted.
    if (isXml && bytes.includes(0)) throw notXlsx(file);
    take(bytes);
    const joined = Buffer.concat([end, bytes]);
    if (joined.includes('<!DOCTYPE') || joined.includes('<!ENTITY')) throw unsafe(file);
    end = joined.subarray(-OVERLAP);
  }
}

function countTags(part: Buffer): number {
  let tags = 0;
  for (let at = part.indexOf(LESS_THAN); at !== -1; at = part.indexOf(LESS_THAN, at + 1)) tags += 1;
  return tags;
}

/** The archive or what is in it is larger than anything that is imported. */
export function tooBig(file: string): AppError {
  return new AppError('workbook-too-big', { message: 'A workbook beyond every limit', details: { file } });
}

/** No workbook, whatever its name says. */
export function notXlsx(file: string, cause?: unknown): AppError {
  return new AppError('workbook-not-xlsx', { message: 'No readable workbook', details: { file }, cause });
}

function unsafe(file: string): AppError {
  return new AppError('workbook-unsafe', { message: 'Macros, entities or twins', details: { file } });
}
