import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { packageRoot } from "../../src/core/packageRoot";

/** How a command of a page is run. */
export interface CommandRun {
  /** Further arguments, that keep it short. */
  readonly more?: string;
  /** Programs that must not really be started: others of their names only note how they were called. */
  readonly noted?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface CommandEnd {
  readonly code: number;
  /** All that was printed, and `called: PROGRAM ARGUMENTS` for every call that was noted. */
  readonly shown: string;
}

/** What the programs that only note their calls do besides: npm's `node` package tells its version, Python is missing. */
const ANSWERS: Readonly<Record<string, string>> = {
  npx: 'const version = args.join(" ").match(/-p node@(\\d+) node --version/); if (version) console.log("v" + version[1] + ".0.0");',
  python3: "process.exitCode = 1;",
};

/** Enough of native TensorFlow for `npm run setup:native` to find it working. */
const NATIVE = `const squares = { square: () => ({ dataSync: () => [1, 4] }) };
module.exports = { ready: async () => undefined, getBackend: () => "tensorflow", tensor1d: () => squares };`;

const LEFT_OUT = new Set(["node_modules", ".git", ".cache", ".venv", "executed", "runs"]);

/**
 * A copy of the project that commands may write into: built already, so its build does nothing; with the packages of this one, and a
 * native TensorFlow that does nothing either.
 */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "project-"));

  constructor() {
    const root = packageRoot();
    for (const name of readdirSync(root).filter((each) => !LEFT_OUT.has(each)))
      cpSync(join(root, name), join(this.folder, name), { recursive: true });
    writeFileSync(join(this.folder, "scripts/build.mjs"), "");
    const packages = join(this.folder, "node_modules");
    mkdirSync(packages);
    for (const name of readdirSync(join(root, "node_modules")).filter((each) => !/^(tfjs-native|\.(vite|cache).*)$/.test(each)))
      symlinkSync(join(root, "node_modules", name), join(packages, name), "junction");
    mkdirSync(join(packages, "tfjs-native"));
    writeFileSync(join(packages, "tfjs-native/package.json"), '{ "name": "tfjs-native", "version": "0.0.0" }');
    writeFileSync(join(packages, "tfjs-native/index.js"), NATIVE);
  }

  /** Runs a command as a shell would, in the copy's own folder; no package is fetched, no picture drawn. */
  async run(command: string, { more = "", noted = [], env = {} }: CommandRun = {}): Promise<CommandEnd> {
    const bin = mkdtempSync(join(this.folder, "bin-"));
    const record = join(bin, "calls.txt");
    for (const name of noted) {
      const program = `const args = process.argv.slice(2);
require("node:fs").appendFileSync(${JSON.stringify(record)}, ["called: ${name}", ...args].join(" ") + "\\n");\n${ANSWERS[name] ?? ""}\n`;
      writeFileSync(join(bin, name), `#!${process.execPath}\n${program}`);
      chmodSync(join(bin, name), 0o755);
    }
    const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|npm_|JUPYTER_)/.test(name));
    const child = {
      cwd: this.folder,
      maxBuffer: 1 << 26,
      shell: true,
      env: {
        ...Object.fromEntries(inherited),
        PATH: [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter),
        JUPYTER_DATA_DIR: join(this.folder, "jupyter"),
        QUANTUM_ATTENTION_BROWSER: "none",
        npm_config_offline: "true",
        ...env,
      },
    };
    return new Promise((resolve) => {
      execFile(`${command} ${more}`.trim(), child, (error, stdout, stderr) => {
        const calls = existsSync(record) ? readFileSync(record, "utf8") : "";
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), shown: `${stdout}${stderr}${calls}` });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
