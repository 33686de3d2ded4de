// npm run test:node [-- 22 24]: repeats the quick tests on other versions of Node, each brought by npm's `node` package.
//
// Quick are all tests but those that pack, install or drive a notebook client; they prove nothing about the version of Node.
import { run } from "./run.mjs";

const versions = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
const SLOW = ["test/package/**", "test/docs/**", "test/notebooks/**", "test/clients/**"];
const failures = [];
const built = run(process.execPath, ["scripts/build.mjs"]);
if (built.status !== 0) process.exit(built.status);
for (const version of versions.length > 0 ? versions : ["20", "22", "24"]) {
  const bring = ["-y", "-p", `node@${version}`];
  const shown = run("npx", [...bring, "node", "--version"], { quiet: true });
  const found = shown.output.match(/^v(\d+)\.\S+$/m);
  if (shown.status !== 0 || found?.[1] !== version) {
    console.error(`test:node: npm's node@${version} does not run here (${process.platform} ${process.arch}): ${shown.output.trim()}`);
    console.error(`test:node: install Node ${version} another way (nvm, fnm, Volta) and run npm test with it`);
    failures.push(`${version} (not available)`);
    continue;
  }
  console.log(`test:node: ${found[0]}`);
  const exclude = SLOW.flatMap((pattern) => ["--exclude", pattern]);
  const { status } = run("npx", [...bring, "node", "node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...exclude]);
  if (status !== 0) failures.push(found[0]);
}
if (failures.length > 0) {
  console.error(`test:node: failed on ${failures.join(", ")}`);
  process.exit(1);
}
