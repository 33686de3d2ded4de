// Recomputes every checksum and count of data/manifest.json from the installed packages and the built generators.
// Run it after `npm run build`, when a data package or a generator has changed on purpose, and read the difference.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const { loadCorpus, loadTask, rowsChecksum } = require("../dist/src/index.js");
const path = join(import.meta.dirname, "manifest.json");
const manifest = JSON.parse(readFileSync(path, "utf8"));

for (const set of manifest.sets) {
  const folder = set.package === null ? import.meta.dirname : dirname(require.resolve(`${set.package}/package.json`));
  if (set.package !== null) set.version = require(`${set.package}/package.json`).version;
  for (const file of set.files)
    file.sha256 = createHash("sha256")
      .update(readFileSync(join(folder, file.path)))
      .digest("hex");
}
for (const row of manifest.generated) {
  const data = row.kind === "task" ? await loadTask(row.name, 0) : loadCorpus(row.name, 0);
  row.sha256 = rowsChecksum(data);
  row.counts = [data.train.size, data.validation.size, data.test.size];
}
writeFileSync(path, JSON.stringify(manifest, null, 2) + "\n");
console.log(`${path}: ${manifest.sets.length} sets from files, ${manifest.generated.length} generated`);
