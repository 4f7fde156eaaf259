"use strict";
// Checks evidence or a request against its proof, in this browser alone. The steps, their order and their codes are those of verify.py.

const HEAD = "c2sp.org/tlog-proof@v1", ED25519 = 1, COSIGNED = 4, LATTICE = 6;
const KEY_SIZES = {[ED25519]: 32, [COSIGNED]: 32, [LATTICE]: 1312};
const utf8 = new TextEncoder();
const decode = (bytes) => new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);

class Refused extends Error {
  constructor(code, text, where = null) { super(text); this.code = code; this.where = where; }
}
class Misused extends Error {}
const require_ = (holds, text) => { if (!holds) throw new TypeError(text); };

// Bytes
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
};
const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
function base64(text) {
  require_(/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0, "not base64");
  const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  require_(btoa(String.fromCharCode(...raw)) === text, "base64 is not in its canonical form");
  return raw;
}

// SHA-256 in pieces (FIPS 180-4): browsers offer it for whole buffers only, and evidence can be larger than memory.
const primes = (count) => { const found = []; for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n); return found; };
const root = (number, degree, bits) => { // the first bits of the fraction of a root, exact
  const wanted = BigInt(number) << BigInt(degree * bits);
  let low = 0n, high = 1n << BigInt(bits + 10);
  while (low < high) { const middle = (low + high + 1n) >> 1n; if (middle ** BigInt(degree) <= wanted) low = middle; else high = middle - 1n; }
  return low & ((1n << BigInt(bits)) - 1n);
};
const K256 = Uint32Array.from(primes(64), (prime) => Number(root(prime, 3, 32)));
const H256 = Uint32Array.from(primes(8), (prime) => Number(root(prime, 2, 32)));
class Sha256 {
  constructor() { this.state = H256.slice(); this.rest = new Uint8Array(64); this.held = 0; this.size = 0; this.words = new Uint32Array(64); }
  update(data) {
    this.size += data.length;
    let at = 0;
    while (at < data.length) {
      const take = Math.min(64 - this.held, data.length - at);
      this.rest.set(data.subarray(at, at + take), this.held);
      this.held += take; at += take;
      if (this.held === 64) { this.block(this.rest); this.held = 0; }
    }
    return this;
  }
  block(bytes) {
    const w = this.words, state = this.state;
    for (let i = 0; i < 16; i++) w[i] = bytes[4 * i] << 24 | bytes[4 * i + 1] << 16 | bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K256[i] + w[i] | 0;
      const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  digest() {
    const bits = this.size * 8, tail = new Uint8Array((this.held < 56 ? 64 : 128) - this.held);
    tail[0] = 128;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32)); view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    const out = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, at) => out.setUint32(4 * at, word));
    return new Uint8Array(out.buffer);
  }
}
const sha256 = (...parts) => parts.reduce((running, part) => running.update(part), new Sha256()).digest();
function hmac(key, message) {
  const block = joined(key, new Uint8Array(64 - key.length));
  return sha256(block.map((byte) => byte ^ 0x5c), sha256(block.map((byte) => byte ^ 0x36), message));
}

// SHA-512 over big integers: only for signatures, where the browser has no Ed25519 of its own.
const MASK = (1n << 64n) - 1n;
function sha512(message) {
  const k = primes(80).map((prime) => root(prime, 3, 64)), state = primes(8).map((prime) => root(prime, 2, 64));
  const turn = (x, n) => (x >> BigInt(n) | x << BigInt(64 - n)) & MASK;
  const padded = joined(message, Uint8Array.of(128), new Uint8Array((239 - message.length % 128) % 128), new Uint8Array(16));
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const view = new DataView(padded.buffer);
  for (let start = 0; start < padded.length; start += 128) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(start + 8 * i));
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15], y = w[i - 2];
      w.push((w[i - 16] + w[i - 7] + (turn(x, 1) ^ turn(x, 8) ^ x >> 7n) + (turn(y, 19) ^ turn(y, 61) ^ y >> 6n)) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const one = h + (turn(e, 14) ^ turn(e, 18) ^ turn(e, 41)) + (e & f ^ ~e & MASK & g) + k[i] + w[i];
      const two = (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) + (a & b ^ a & c ^ b & c);
      [h, g, f, e, d, c, b, a] = [g, f, e, d + one & MASK, c, b, a, one + two & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] = state[at] + word & MASK; });
  }
  return unhex(state.map((word) => word.toString(16).padStart(16, "0")).join(""));
}

// Ed25519 (RFC 8032 section 5.1)
const P = 2n ** 255n - 19n, ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (number) => { const rest = number % P; return rest < 0n ? rest + P : rest; };
const power = (base, exponent) => { let out = 1n; for (base = mod(base); exponent; exponent >>= 1n) { if (exponent & 1n) out = out * base % P; base = base * base % P; } return out; };
const D = mod(-121665n * power(121666n, P - 2n));
const little = (bytes) => BigInt("0x" + hex(bytes.slice().reverse()));
function point(bytes) {
  const whole = little(bytes), sign = whole >> 255n, y = whole & (1n << 255n) - 1n;
  if (y >= P) return null;
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square)) x = x * power(2n, (P - 1n) / 4n) % P;
  if (mod(x * x - square) || x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, x * y % P];
}
function added(one, two) {
  const a = mod((one[1] - one[0]) * (two[1] - two[0])), b = mod((one[1] + one[0]) * (two[1] + two[0]));
  const c = mod(2n * one[3] * two[3] * D), d = mod(2n * one[2] * two[2]);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
function times(number, base) {
  let out = [0n, 1n, 1n, 0n];
  for (; number; number >>= 1n) { if (number & 1n) out = added(out, base); base = added(base, base); }
  return out;
}
function ed25519Here(key, signature, message) {
  const place = point(key), scalar = little(signature.slice(32));
  if (place === null || scalar >= ORDER) return false;
  const four = 4n * power(5n, P - 2n) % P, base = point(unhex(four.toString(16).padStart(64, "0")).reverse());
  const digest = little(sha512(joined(signature.slice(0, 32), key, message))) % ORDER;
  const [x, y, z] = added(times(scalar, base), times(digest, [P - place[0], place[1], place[2], P - place[3]]));
  const inverse = power(z, P - 2n), encoded = y * inverse % P | (x * inverse % P & 1n) << 255n;
  return encoded === little(signature.slice(0, 32));
}
async function ed25519(key, signature, message, native) {
  if (signature.length !== 64) return false;
  if (native && globalThis.crypto && crypto.subtle) {
    let imported = null;
    try { imported = await crypto.subtle.importKey("raw", key, {name: "Ed25519"}, false, ["verify"]); } catch { /* no Ed25519 in this browser */ }
    if (imported) return crypto.subtle.verify({name: "Ed25519"}, imported, signature, message);
  }
  return ed25519Here(key, signature, message);
}

// Keys, notes, proofs
function readKey(text) {
  const parts = text.trim().split("+");
  const name = parts[0], hexId = parts[1], material = parts.slice(2).join("+");
  let raw;
  try { raw = base64(material); } catch { throw new Misused("key"); }
  const id = sha256(utf8.encode(name), Uint8Array.of(10), raw).slice(0, 4);
  if (raw.length - 1 !== KEY_SIZES[raw[0]] || hex(id) !== hexId) throw new Misused("key");
  return {name, kind: raw[0], bytes: raw.slice(1), id: hex(id)};
}
const readKeys = (text) => text.split(/\r?\n/).filter((line) => line.trim()).map(readKey);
async function holds(key, text, raw, native) {
  if (key.kind === ED25519) return ed25519(key.bytes, raw, utf8.encode(text), native);
  if (raw.length < 8 || raw[0] & 128) return false;
  const stamp = BigInt("0x" + hex(raw.slice(0, 8)));
  return ed25519(key.bytes, raw.slice(8), utf8.encode(`cosignature/v1\ntime ${stamp}\n${text}`), native);
}
function decimal(text) { require_(/^(0|[1-9][0-9]{0,19})$/.test(text), "a decimal number without leading zeros is expected"); return BigInt(text); }
function digest(text) { const raw = base64(text); require_(raw.length === 32, "a digest has 32 bytes"); return raw; }
function readProof(bytes, place) {
  try {
    let blank = -1;
    for (let at = 0; at + 1 < bytes.length && blank < 0; at++) if (bytes[at] === 10 && bytes[at + 1] === 10) blank = at;
    require_(blank >= 0 && bytes.subarray(0, blank).every((byte) => byte < 128), "a log proof holds a head, a blank line and a checkpoint");
    const lines = decode(bytes.subarray(0, blank)).split("\n");
    require_(lines.shift() === HEAD, `a log proof begins with ${HEAD}`);
    const whole = decode(bytes.subarray(blank + 2));
    require_(![...whole].some((letter) => letter < " " && letter !== "\n"), "a signed note holds no control characters");
    const cut = whole.lastIndexOf("\n\n"), text = whole.slice(0, cut + 1), tail = whole.slice(cut + 2);
    require_(cut >= 0 && tail.endsWith("\n"), "a blank line and signature lines are expected");
    const rows = tail.slice(0, -1).split("\n");
    require_(rows.length <= 64, "more than 64 signatures");
    const extra = lines.length && lines[0].startsWith("extra ") ? base64(lines.shift().slice(6)) : null;
    require_(lines.length && lines[0].startsWith("index "), "the index of the entry is missing");
    const index = decimal(lines.shift().slice(6)), path = lines.map(digest);
    const signatures = rows.map((row) => {
      const parts = row.split(" ");
      require_(parts.length === 3 && parts[0] === "\u2014" && parts[1] && !parts[1].includes("+"), "not a signature line");
      const raw = base64(parts[2]);
      require_(raw.length > 4, "a signature is too short");
      return {name: parts[1], id: hex(raw.slice(0, 4)), raw: raw.slice(4)};
    });
    const parts = text.split("\n");
    require_(parts.length >= 4 && parts.slice(0, -1).every(Boolean), "a checkpoint has an origin, a size and a root");
    return {text, signatures, extra: extra && extra.length ? extra : null, index, path, origin: parts[0], size: decimal(parts[1]), root: digest(parts[2])};
  } catch (error) {
    throw new Refused("form", error.message, place);
  }
}
async function checkSignatures(proof, keys, witnesses, place, native) {
  if (!keys.length) throw new Refused("no_key", "no key of the log was given: nothing can be trusted", place);
  const good = new Set();
  let unchecked = false;
  for (const line of proof.signatures) {
    for (const key of [...keys, ...witnesses]) {
      if (key.name !== line.name || key.id !== line.id) continue;
      if (key.kind === LATTICE) unchecked = true;
      else if (!await holds(key, proof.text, line.raw, native)) throw new Refused("signature", `the signature of ${key.name} (${key.id}) does not hold`, place);
      else good.add(key.id);
    }
  }
  if (!keys.some((key) => good.has(key.id))) throw new Refused("unsigned", "no known key of the log signed this checkpoint", place);
  const absent = witnesses.filter((key) => !good.has(key.id)).map((key) => key.name);
  if (absent.length) throw new Refused("witness", `not cosigned by ${absent.join(", ")}`, place);
  return unchecked;
}

// The disclosed event
const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const byCodePoint = (one, two) => {
  const a = [...one], b = [...two];
  for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  return a.length - b.length;
};
function canonical(value) {
  if (!isTable(value)) {
    require_(!isText(value) || !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value), "half a letter");
    return JSON.stringify(value);
  }
  return "{" + Object.keys(value).sort(byCodePoint).map((key) => canonical(key) + ":" + canonical(value[key])).join(",") + "}";
}
function disclosed(extra, place) {
  let entry, header, own, wanted;
  try {
    const value = JSON.parse(decode(extra));
    require_(isTable(value) && isText(value.entry) && isText(value.salt) && isTable(value.private), "texts and tables of texts are expected");
    entry = value.entry; own = value.private; header = JSON.parse(entry);
    require_(Object.values(own).every((item) => item === null || isText(item) || isTable(item) && Object.values(item).every(isText)), "texts are expected");
    require_(isTable(header) && header.v === 1 && isText(header.type) && isText(header.at) && isText(header.commitment), "an event is expected in the entry");
    require_(Object.keys(header).every((key) => key === "v" || isText(header[key])), "texts are expected in the entry");
    require_(canonical(header) === entry && /^[0-9a-f]{64}$/.test(value.salt), "the entry or the salt is not in its one form");
    wanted = hex(hmac(unhex(value.salt), utf8.encode(canonical(own))));
  } catch (error) {
    throw new Refused("disclosure", `not a disclosed event: ${error.message}`, place);
  }
  if (wanted !== header.commitment) throw new Refused("disclosure", "the entry does not commit to what is disclosed", place);
  return {entry: utf8.encode(entry), header, own};
}
function checkInclusion(proof, leaf, place) {
  if (proof.index >= proof.size) throw new Refused("inclusion", `leaf ${proof.index} cannot be in a tree of ${proof.size}`, place);
  let at = proof.index, last = proof.size - 1n, node = leaf;
  for (const sibling of proof.path) {
    if (last === 0n) throw new Refused("inclusion", "the proof is too long", place);
    if (at & 1n || at === last) {
      node = sha256(Uint8Array.of(1), sibling, node);
      while (!(at & 1n) && at) { at >>= 1n; last >>= 1n; }
    } else node = sha256(Uint8Array.of(1), node, sibling);
    at >>= 1n; last >>= 1n;
  }
  if (last || !same(node, proof.root)) throw new Refused("inclusion", last ? "the proof is too short" : "the proof leads to another root", place);
}
const speaksOf = (own, sha) => [own.inputs, own.outputs].some((side) => isTable(side) && Object.hasOwn(side, "sha256") && side.sha256 === sha);
async function digestOf(file) {
  const running = new Sha256();
  if (file instanceof Uint8Array) return hex(running.update(file).digest());
  for (const reader = file.stream().getReader();;) {
    const {done, value} = await reader.read();
    if (done) return hex(running.digest());
    running.update(value);
  }
}
const bytesOf = async (file) => file instanceof Uint8Array ? file : new Uint8Array(await file.arrayBuffer());
const told = (event) => [event.header.type, event.header.at, `by ${event.own.actor}`,
  ...["case", "item", "reason"].filter((name) => event.own[name]).map((name) => `${name}: ${event.own[name]}`)].join(", ");

async function checkItem(proofBytes, item, keys, witnesses, native) {
  const proof = readProof(proofBytes, "proof");
  const unchecked = await checkSignatures(proof, keys, witnesses, "proof", native);
  const event = proof.extra ? disclosed(proof.extra, "proof") : null;
  checkInclusion(proof, sha256(Uint8Array.of(0), event ? event.entry : await bytesOf(item)), "proof");
  if (event && !speaksOf(event.own, await digestOf(item))) throw new Refused("item", "the item is not the one that the entry speaks of: its SHA-256 differs", "item");
  const shown = [["included", `entry ${proof.index} of ${proof.origin}, ${proof.size} entries`]];
  if (event) shown.push(["event", told(event)]);
  if (unchecked) shown.push(["not_checked", "an ML-DSA-44 signature was not checked by this tool"]);
  return shown;
}

// Slips of requests
function instant(text) {
  require_(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(text), "not an instant in UTC");
  const at = new Date(text.slice(0, 19) + "Z");
  require_(!Number.isNaN(at.getTime()) && at.toISOString().slice(0, 19) === text.slice(0, 19), "not an instant in UTC");
  return at;
}
function shortCode(entry) {
  let number = BigInt("0x" + hex(sha256(Uint8Array.of(0), entry).slice(0, 8))) >> 4n, letters = "";
  for (let place = 0; place < 12; place++, number >>= 5n) letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Number(number & 31n)] + letters;
  return letters.replace(/(.{4})(.{4})(.{4})/, "$1-$2-$3");
}
async function checkSlip(slip, request, keys, on, native) {
  let proof, event, details, start, end, unchecked;
  try {
    proof = readProof(slip, "proof");
    unchecked = await checkSignatures(proof, keys, [], "proof", native);
    if (!proof.extra) throw new Refused("disclosure", "the slip discloses no request", "proof");
    event = disclosed(proof.extra, "proof");
    checkInclusion(proof, sha256(Uint8Array.of(0), event.entry), "proof");
    details = event.own.details;
    if (event.header.type !== "request" || !isTable(details)) throw new Refused("form", "the entry is no registered request", "proof");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(["no_key", "unsigned"].includes(error.code) ? "unknown_key" : "altered", error.message, error.where);
  }
  try { start = instant(event.header.at); end = instant(String(details.expires)); } catch { throw new Refused("altered", "the slip states no valid times", "proof"); }
  if (on >= end) throw new Refused("expired", `expired at ${details.expires}`, "proof");
  if (on < start) throw new Refused("not_yet", `registered at ${event.header.at}, which has not come yet`, "proof");
  if (request && !speaksOf(event.own, await digestOf(request))) throw new Refused("altered", "the request is not the one that was registered: its SHA-256 differs", "item");
  const shown = [["genuine", `registered in ${proof.origin} at ${event.header.at}`],
    ...Object.keys(details).sort(byCodePoint).map((name) => ["stated", `${name}: ${details[name]}`]), ["code", shortCode(event.entry)]];
  if (!request) shown.push(["not_compared", "the letter was not compared: give its file"]);
  if (unchecked) shown.push(["not_checked", "an ML-DSA-44 signature was not checked by this tool"]);
  return shown;
}
function isSlip(bytes) {
  try { return disclosed(readProof(bytes, "proof").extra, "proof").header.type === "request"; } catch { return false; }
}

// One check, as an answer {ok, reasons}; `native` tells whether the browser's own Ed25519 may be used.
async function check({proof, item = null, keys = "", witnesses = "", on = new Date(), slip = null, native = true}) {
  try {
    const known = readKeys(keys);
    const rows = (slip ?? isSlip(proof)) ? await checkSlip(proof, item, known, on, native) : await checkItem(proof, item, known, readKeys(witnesses), native);
    return {ok: true, reasons: rows.map(([code, text]) => ({code, text, where: null}))};
  } catch (error) {
    const refusal = error instanceof Refused ? error : {code: error instanceof Misused ? "key" : "failed", message: error.message, where: null};
    return {ok: false, reasons: [{code: refusal.code, text: refusal.message, where: refusal.where}]};
  }
}
globalThis.comity = {check};

// The page
const WORDS = {
  en: {
    title: "Check evidence or a request", what: "What to check", check: "Check",
    promise: "Everything is computed in this browser. Nothing is sent anywhere; the page works without a network.",
    proof: "Proof file (.tlog-proof) or verification slip", proof_text: "or its text (from the QR code)",
    item_file: "The file of evidence, or the letter that the slip came with", key: "Verifier key of the log",
    key_hint: "NAME+HEX+BASE64. Ask for it on another way than the proof: on paper, by telephone, from a directory you trust.",
    witness_key: "Verifier keys of witnesses that must have cosigned (may be left empty)",
    yes: "Everything holds.", no: "It does not hold.", need: "Give the proof and the key; for evidence, also the file.",
    form: "Malformed proof", no_key: "No key given", signature: "Signature does not hold", unsigned: "Not signed by this key", witness: "Witness missing",
    disclosure: "Disclosed event does not fit the log", inclusion: "Not in the log", item: "Another file", included: "In the log", event: "Event",
    not_checked: "Not checked here", not_compared: "Letter not compared", genuine: "The request is genuine", altered: "Altered", expired: "Expired",
    not_yet: "Not valid yet", unknown_key: "Unknown key", stated: "Stated", code: "Code for the telephone", key_bad: "The key cannot be used", failed: "The check failed",
  },
  ru: {
    title: "Проверка доказательства или запроса", what: "Что проверить", check: "Проверить",
    promise: "Всё вычисляется в этом браузере. Ничего никуда не отправляется; страница работает без сети.",
    proof: "Файл подтверждения (.tlog-proof) или проверочная квитанция", proof_text: "или её текст (из QR-кода)",
    item_file: "Файл доказательства или письмо, к которому приложена квитанция", key: "Ключ проверки журнала",
    key_hint: "ИМЯ+HEX+BASE64. Получите ключ иным путём, чем подтверждение: на бумаге, по телефону, из справочника, которому доверяете.",
    witness_key: "Ключи свидетелей, чьи подписи обязательны (можно оставить пустым)",
    yes: "Всё сходится.", no: "Не сходится.", need: "Дайте подтверждение и ключ; для доказательства — также сам файл.",
    form: "Подтверждение построено неверно", no_key: "Ключ не дан", signature: "Подпись неверна", unsigned: "Не подписано этим ключом", witness: "Нет подписи свидетеля",
    disclosure: "Раскрытое событие не соответствует журналу", inclusion: "Записи нет в журнале", item: "Другой файл", included: "Запись в журнале", event: "Событие",
    not_checked: "Здесь не проверялось", not_compared: "Письмо не сравнивалось", genuine: "Запрос подлинный", altered: "Изменено", expired: "Срок истёк",
    not_yet: "Срок ещё не начался", unknown_key: "Ключ неизвестен", stated: "Указано", code: "Код для телефона", key_bad: "Ключ непригоден", failed: "Проверка не удалась",
  },
};
const byId = (id) => document.getElementById(id);
let language = (globalThis.navigator?.language || "en").startsWith("ru") ? "ru" : "en";
let last = null;
function speak() {
  document.documentElement.lang = language;
  document.title = WORDS[language].title;
  byId("language").value = language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = WORDS[language][element.dataset.text];
  if (last) show(last);
}
function show(answer) {
  last = answer;
  const words = WORDS[language], list = byId("reasons");
  byId("answer").hidden = false;
  byId("verdict").textContent = answer.ok ? words.yes : words.no;
  byId("verdict").className = answer.ok ? "good" : "bad";
  list.replaceChildren();
  for (const reason of answer.reasons) {
    const name = document.createElement("dt"), text = document.createElement("dd");
    name.textContent = words[reason.code === "key" ? "key_bad" : reason.code] || reason.code;
    text.textContent = reason.text;
    list.append(name, text);
  }
}
async function answer() {
  const file = byId("proof").files[0], text = byId("proof-text").value;
  const proof = file ? await bytesOf(file) : utf8.encode(text && !text.endsWith("\n") ? text + "\n" : text);
  const item = byId("item").files[0] || null, keys = byId("key").value;
  if (!proof.length || !keys.trim() || !item && !isSlip(proof)) { byId("answer").hidden = false; byId("verdict").className = "bad"; byId("verdict").textContent = WORDS[language].need; byId("reasons").replaceChildren(); return; }
  show(await check({proof, item, keys, witnesses: byId("witness").value}));
}
if (globalThis.document) {
  byId("language").addEventListener("change", (event) => { language = event.target.value; speak(); });
  byId("form").addEventListener("submit", (event) => { event.preventDefault(); answer(); });
  speak();
}
