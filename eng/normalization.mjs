// node eng/normalization.mjs > Workbench.Server/Embeddings/normalization.txt
// What Unicode's form NFKC needs to know, from this Node's own tables: the program runs without ICU, where .NET normalizes nothing.
// Lines: "d FROM[+MORE] TO…"  compatibility decomposition, in full; MORE: so many code points after FROM go to those after TO.
//        "c CODE FIRST SECOND" two that compose.   "m FROM[+MORE] RANK"  rank of its combining class.   All in hex but the rank. Hangul is computed.
const isHangul = (c) => c >= 0xac00 && c < 0xd7a4;
const points = Array.from({ length: 0x110000 }, (_, c) => c).filter((c) => (c < 0xd800 || c > 0xdfff) && !isHangul(c));
const hex = (c) => c.toString(16).toUpperCase();
const codes = (text) => [...text].map((s) => s.codePointAt(0));

/** Runs of entries that go up by one on both sides are one line. */
function* runs(entries, follows) {
    let first = null, last = null;
    for (const entry of entries) {
        if (last && entry[0] === last[0] + 1 && follows(last[1], entry[1]))
            last = entry;
        else {
            if (first) yield [first, last[0] - first[0]];
            first = last = entry;
        }
    }
    if (first) yield [first, last[0] - first[0]];
}
const range = (from, more) => hex(from) + (more ? `+${hex(more)}` : '');

console.log(`# Unicode ${process.versions.unicode}, by eng/normalization.mjs`);
const decomposed = points.map((c) => [c, String.fromCodePoint(c).normalize('NFKD')]).filter(([c, to]) => to !== String.fromCodePoint(c)).map(([c, to]) => [c, codes(to)]);
for (const [[from, to], more] of runs(decomposed, (a, b) => a.length === 1 && b.length === 1 && b[0] === a[0] + 1))
    console.log(`d ${range(from, more)} ${to.map(hex).join(' ')}`);

for (const c of points) {
    const text = String.fromCodePoint(c);
    const apart = codes(text.normalize('NFD'));
    if (apart.length > 1 && text.normalize('NFC') === text)
        console.log(`c ${hex(c)} ${codes(String.fromCodePoint(...apart.slice(0, -1)).normalize('NFC')).map(hex).join(' ')} ${hex(apart.at(-1))}`);
}

// JavaScript tells no combining class, but it sorts marks by it: the rank among them is all that sorting and composing ask for.
const isBefore = (a, b) => `a${b}${a}`.normalize('NFD') === `a${a}${b}`;
const [lowest, highest] = [String.fromCodePoint(0x334), String.fromCodePoint(0x345)];
const marks = points
    .map((c) => String.fromCodePoint(c))
    .filter((s) => s.normalize('NFD') === s && (s === lowest || s === highest || isBefore(s, highest) || isBefore(lowest, s)));
const ranks = [];
for (const mark of marks) {
    const rank = ranks.find((r) => !isBefore(r[0], mark) && !isBefore(mark, r[0]));
    if (rank) rank.push(mark);
    else ranks.push([mark]);
}
ranks.sort((a, b) => (isBefore(a[0], b[0]) ? -1 : 1));
const ranked = ranks.flatMap((r, i) => r.map((mark) => [mark.codePointAt(0), i + 1])).sort((a, b) => a[0] - b[0]);
for (const [[from, rank], more] of runs(ranked, (a, b) => a === b))
    console.log(`m ${range(from, more)} ${rank}`);
