// A zip of files, made a part at a time: only the file that is being read is in memory.
const encoder = new TextEncoder();
const TABLE = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value >>> 0;
});

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const UTF8_NAME = 0x800;

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function record(size, fields) {
  const view = new DataView(new ArrayBuffer(size));
  for (const [offset, bytes, value] of fields) {
    view[bytes === 2 ? "setUint16" : "setUint32"](offset, value, true);
  }
  return new Uint8Array(view.buffer);
}

const local = (entry) => record(LOCAL_BYTES, [
  [0, 4, 0x04034b50], [4, 2, 20], [6, 2, UTF8_NAME], [12, 2, 0x21], [14, 4, entry.crc],
  [18, 4, entry.size], [22, 4, entry.size], [26, 2, entry.name.length],
]);

const central = (entry) => record(CENTRAL_BYTES, [
  [0, 4, 0x02014b50], [4, 2, 20], [6, 2, 20], [8, 2, UTF8_NAME], [14, 2, 0x21], [16, 4, entry.crc],
  [20, 4, entry.size], [24, 4, entry.size], [28, 2, entry.name.length], [42, 4, entry.offset],
]);

// More than 65,535 files would need a longer form; the server takes fewer.
const end = (count, size, offset) => record(END_BYTES, [
  [0, 4, 0x06054b50], [8, 2, count], [10, 2, count], [12, 4, size], [16, 4, offset],
]);

export function zipSize(files) {
  const names = files.reduce((sum, file) => sum + encoder.encode(file.path).length, 0);
  const contents = files.reduce((sum, file) => sum + file.blob.size, 0);
  return END_BYTES + files.length * (LOCAL_BYTES + CENTRAL_BYTES) + 2 * names + contents;
}

export async function* zipPieces(files) {
  const entries = [];
  let offset = 0;
  for (const file of files) {
    const data = new Uint8Array(await file.blob.arrayBuffer());
    const entry = { name: encoder.encode(file.path), crc: crc32(data), size: data.length, offset };
    entries.push(entry);
    offset += LOCAL_BYTES + entry.name.length + data.length;
    yield local(entry);
    yield entry.name;
    yield data;
  }
  const start = offset;
  for (const entry of entries) {
    offset += CENTRAL_BYTES + entry.name.length;
    yield central(entry);
    yield entry.name;
  }
  yield end(entries.length, offset - start, start);
}
