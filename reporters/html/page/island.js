// Reads the data blocks that island.cc wrote. The index is read at once, texts
// a chunk at a time: opening a reply does not wait for the whole file. A page of
// `assay view` says where its texts are (data-texts); a file has them in itself.

function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; ++at) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

// The value of a block; the block itself is let go, it may be megabytes.
async function takeBlock(id) {
  const block = document.getElementById(id);
  const text = block.textContent;
  const packed = block.dataset.encoding === 'deflate';
  block.remove();
  if (!packed) return JSON.parse(text);
  const inflated = new Blob([bytesOfBase64(text)]).stream().pipeThrough(
      new DecompressionStream('deflate'));
  return JSON.parse(await new Response(inflated).text());
}

async function fetchBlock(address) {
  const response = await fetch(address);
  if (response.status === 410) throw new Error('this page is out of date; load it again');
  if (!response.ok) throw new Error(`assay view answered ${response.status}`);
  return response.json();
}

function readTexts(number) {
  const {texts} = document.body.dataset;
  return texts ? fetchBlock(texts + number) : takeBlock(`texts-${number}`);
}

const kNoText = -1;
const kTextLeftOut = -2;

// The texts in a JSON of messages or tool calls, without what JSON adds: a search
// for "user" is not for everybody's role. What is no JSON says itself.
function wordsOfJson(text) {
  const words = [];
  const collect = (value, key) => {
    if (typeof value === 'string' && key !== 'role') words.push(value);
    else if (value && typeof value === 'object') Object.entries(value).forEach(([name, each]) => collect(each, name));
  };
  collect(parsedOr(text, text), '');
  return words.join('\n');
}

class Texts {
  constructor(starts) {
    this.starts = starts;
    this.chunks = starts.map(() => null);  // promises of arrays
    this.lowered = starts.map(() => null);
  }

  chunk(number) {
    this.chunks[number] ??= readTexts(number).catch((error) => {
      this.chunks[number] = null;  // a server may answer the next time
      throw error;
    });
    return this.chunks[number];
  }

  // The text of a number; null when there is none, undefined when left out.
  async get(number) {
    if (number === kNoText) return null;
    if (number === kTextLeftOut) return undefined;
    let chunk = this.starts.length - 1;
    while (this.starts[chunk] > number) --chunk;
    return (await this.chunk(chunk))[number - this.starts[chunk]];
  }

  // One byte a text: whether it contains `needle`, which is in lower case; of
  // those whose number is in `json` only what it says. Null when `isStale` says
  // that nobody waits any more.
  async containing(needle, isStale, json) {
    const hits = [];
    for (let chunk = 0; chunk < this.starts.length; ++chunk) {
      const first = this.starts[chunk];
      this.lowered[chunk] ??= (await this.chunk(chunk)).map(
          (text, at) => (json.has(first + at) ? wordsOfJson(text) : text).toLowerCase());
      if (isStale()) return null;
      for (const text of this.lowered[chunk]) hits.push(text.includes(needle) ? 1 : 0);
    }
    return hits;
  }
}

// Where each (case, variant) has its cells, and each cell its score parts:
// starts of ranges, one more than there are.
function rangesOfCells(cells, caseCount, variantCount) {
  const starts = new Int32Array(caseCount * variantCount + 1);
  for (let cell = 0; cell < cells.case.length; ++cell) {
    ++starts[cells.case[cell] * variantCount + cells.variant[cell] + 1];
  }
  for (let at = 1; at < starts.length; ++at) starts[at] += starts[at - 1];
  return starts;
}

function rangesOfParts(counts) {
  const starts = new Int32Array(counts.length + 1);
  for (let cell = 0; cell < counts.length; ++cell) starts[cell + 1] = starts[cell] + counts[cell];
  return starts;
}

// Images by the SHA-256 of their bytes: data URLs that pictures_block.cc wrote.
const takePictures = () => document.getElementById('pictures') ? takeBlock('pictures') : {};

async function readReport() {
  const index = await takeBlock('index');
  const caseCount = index.cases.id.length;
  const variantCount = index.variants.id.length;
  return {
    ...index,
    caseCount,
    variantCount,
    cellStarts: rangesOfCells(index.cells, caseCount, variantCount),
    partStarts: rangesOfParts(index.cells.parts),
    texts: new Texts(index.chunk_starts),
    pictures: await takePictures(),
  };
}
