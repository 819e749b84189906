/* What Yjs and Automerge need for the same history as bench_text. Prints for each a line: name, operations a second applied one by
 * one, ms to load what was stored and read the text, bytes stored, MiB of memory more than before after loading, 1 if the text came out.
 *
 * Usage: node --expose-gc text_peer.mjs HISTORY TEXT     lines of "position character" (put in) and of "position" (taken away); the
 * text that comes out. Run where both packages are installed.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.cwd() + "/x.mjs"));
const operations = readFileSync(process.argv[2], "utf8").trimEnd().split("\n").map((line) => {
  const at = line.indexOf(" ");
  return at < 0 ? [Number(line), ""] : [Number(line.slice(0, at)), line.slice(at + 1)];
});
const wanted = readFileSync(process.argv[3], "utf8");
const BATCH = 200; /* as many key strokes are one change, for Automerge as for Verbund */

function memory() {
  global.gc();
  const m = process.memoryUsage();
  return (m.heapUsed + m.external) / 1048576;
}

function tell(name, seconds, load, stored) {
  const before = memory(), start = performance.now();
  const [document, text] = load();
  const ms = performance.now() - start;
  console.log([name, operations.length / seconds, ms, stored, memory() - before, text === wanted ? 1 : 0].join(" "));
  return document;
}

function yjs() {
  const Y = require("yjs");
  const updates = [], author = new Y.Doc({ gc: false }), reader = new Y.Doc({ gc: false });
  author.on("update", (update) => updates.push(update));
  for (const [at, character] of operations) {
    if (character) author.getText("t").insert(at, character);
    else author.getText("t").delete(at, 1);
  }
  const start = performance.now();
  for (const update of updates) Y.applyUpdate(reader, update);
  const seconds = (performance.now() - start) / 1000;
  const stored = Y.encodeStateAsUpdate(reader);
  return tell("Yjs", seconds, () => {
    const document = new Y.Doc({ gc: false });
    Y.applyUpdate(document, stored);
    return [document, document.getText("t").toString()];
  }, stored.length);
}

function automerge() {
  const A = require("@automerge/automerge");
  let author = A.from({ t: "" });
  const changes = [A.getLastLocalChange(author)];
  for (let i = 0; i < operations.length; i += BATCH) {
    author = A.change(author, (d) => {
      for (const [at, character] of operations.slice(i, i + BATCH)) {
        if (character) A.splice(d, ["t"], at, 0, character);
        else A.splice(d, ["t"], at, 1);
      }
    });
    changes.push(A.getLastLocalChange(author));
  }
  const start = performance.now();
  let reader = A.init();
  for (const change of changes) [reader] = A.applyChanges(reader, [change]);
  const seconds = (performance.now() - start) / 1000;
  const stored = A.save(reader);
  return tell("Automerge", seconds, () => {
    const document = A.load(stored);
    return [document, document.t];
  }, stored.length);
}

yjs();
automerge();
