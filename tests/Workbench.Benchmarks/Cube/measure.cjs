// Times Cube's own compiler: node measure.cjs MODEL QUERIES ROUNDS, run where @cubejs-backend/schema-compiler is installed.
// Prepares the compiler once, warms it up, then times the making of SQL query by query. One JSON object on stdout.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { prepareCompiler, PostgresQuery } = createRequire(path.join(process.cwd(), 'package.json'))('@cubejs-backend/schema-compiler');

const [modelFile, queryFile, rounds] = process.argv.slice(2);
const model = readFileSync(modelFile, 'utf8');
const queries = JSON.parse(readFileSync(queryFile, 'utf8'));
const repository = { localPath: () => process.cwd(), dataSchemaFiles: async () => [{ fileName: 'model.js', content: model }] };

// The templates of YAML models need a native library that is not on npm; this model is JavaScript and asks for none.
const nativeInstance = { newJinjaEngine: () => ({}), loadPythonContext: async () => ({}) };

async function main() {
  const started = process.hrtime.bigint();
  // A cache of one keeps Cube from handing out SQL that it has made before.
  const compilers = prepareCompiler(repository, { adapter: 'postgres', standalone: true, nativeInstance, maxQueryCacheSize: 1 });
  await compilers.compiler.compile();
  const prepareMs = Number(process.hrtime.bigint() - started) / 1e6;
  const make = query => new PostgresQuery(compilers, { ...query, timezone: 'UTC', useNativeSqlPlanner: false }).buildSqlAndParams();
  for (let round = 0; round < Number(rounds); round++) for (const query of queries) make(query);
  const times = [];
  for (let round = 0; round < Number(rounds); round++)
    for (const query of queries) {
      const start = process.hrtime.bigint();
      make(query);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  times.sort((one, other) => one - other);
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  process.stdout.write(JSON.stringify({ prepare_ms: prepareMs, p50: at(0.5), p95: at(0.95), runs: times.length, example: make(queries[3])[0] }));
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
