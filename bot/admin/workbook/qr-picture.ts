import { crc32, deflateSync } from 'node:zlib';
import encodeQR from 'qr';

const PIXELS_PER_MODULE = 5;
/** The quiet zone that the standard asks for. */
const BORDER = 4;
/** Not drawn: paper is white, and the lines around a picture's cell stay to be seen. */
const WHITE = Buffer.from([0, 1]);
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A QR code as a picture in PNG, black on nothing. */
export function qrPicture(text: string): Uint8Array {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER });
  const lines = modules.flatMap((row) => {
    const line = lineOf(row.flatMap((isBlack) => Array<boolean>(PIXELS_PER_MODULE).fill(isBlack)));
    return Array<Buffer>(PIXELS_PER_MODULE).fill(line);
  });
  const size = modules.length * PIXELS_PER_MODULE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // One bit for each pixel, shades of grey.
  header.writeUInt8(1, 8);
  return Buffer.concat([
    SIGNATURE,
    chunkOf('IHDR', header),
    chunkOf('tRNS', WHITE),
    chunkOf('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

/** One line of the picture without a filter: eight pixels in a byte, white ones set. */
function lineOf(pixels: readonly boolean[]): Buffer {
  const line = Buffer.alloc(1 + Math.ceil(pixels.length / 8));
  for (const [index, isBlack] of pixels.entries()) {
    const at = 1 + (index >> 3);
    if (!isBlack) line[at] = (line[at] ?? 0) | (0x80 >> (index & 7));
  }
  return line;
}

function chunkOf(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
