// npm run setup:native [-- --force --wheel=FILE --tf=2.15.1]
//
// Makes the native backend (tfjs-native, an alias of @tensorflow/tfjs-node) work, also where its own installer cannot download:
// already working → its own installer → libtensorflow out of the tensorflow-cpu wheel and the addon compiled here (Linux x64).
// Run it again after every npm ci: npm removes an optional package whose install script failed.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { option, run } from "./run.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGE = "tfjs-native@npm:@tensorflow/tfjs-node@4.22.0";
const TENSORFLOW = option("tf") ?? "2.15.1"; // the smallest wheel with libtensorflow_cc that the addon's C API accepts
const requireHere = createRequire(join(ROOT, "package.json"));
const say = (text) => console.error(`setup:native: ${text}`);

class SetupFailure extends Error {}

/** tfjs-native's folder, or null. */
function packageFolder() {
  const folder = join(ROOT, "node_modules", "tfjs-native");
  return existsSync(join(folder, "package.json")) ? folder : null;
}

const PROBE = `
  const util = require("node:util");
  util.isNullOrUndefined ??= (x) => x == null; util.isArray ??= Array.isArray;
  const tf = require("tfjs-native");
  tf.ready().then(() => {
    const right = tf.getBackend() === "tensorflow" && tf.tensor1d([1, 2]).square().dataSync()[1] === 4;
    process.exit(right ? 0 : 4);
  });`;

function probe() {
  return run(process.execPath, ["-e", PROBE], { quiet: true, env: { TF_CPP_MIN_LOG_LEVEL: "3" }, cwd: ROOT });
}

function needed(command, args, what) {
  const { status } = run(command, args, { cwd: ROOT });
  if (status === 0) return;
  throw new SetupFailure(status === 127 ? `${command} is not installed (${what}); install it and try again` : `${what} failed`);
}

function installPackage() {
  if (packageFolder()) return;
  say(`npm install --no-save --ignore-scripts ${PACKAGE}`);
  needed("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE], "installing tfjs-native");
}

const UNPACK_WHEEL = `
import os, shutil, sys, zipfile
wheel, target = sys.argv[1:3]
P = "tensorflow/include/"
LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = (P + "tensorflow/c/", P + "tensorflow/core/platform/", P + "tsl/")
with zipfile.ZipFile(wheel) as z:
  for info in z.infolist():
    f = info.filename
    if f in LIBRARIES: out = os.path.join(target, "lib", os.path.basename(f))
    elif f.startswith(P) and f.endswith(".h") and ("/tsl/" in f or f.startswith(HEADERS)): out = os.path.join(target, "include", f[len(P):])
    else: continue
    os.makedirs(os.path.dirname(out), exist_ok=True)
    with z.open(info) as source, open(out, "wb") as sink: shutil.copyfileobj(source, sink, 1 << 20)
`;

function downloadWheel(folder) {
  const given = option("wheel");
  if (given) return resolve(String(given));
  say(`pip download tensorflow-cpu==${TENSORFLOW} (about 210 MB)`);
  const platform = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--platform", "manylinux_2_17_x86_64"];
  const args = ["-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", ...platform, "-d", folder];
  needed("python3", [...args, `tensorflow-cpu==${TENSORFLOW}`], "downloading the tensorflow-cpu wheel with pip");
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".whl")),
  );
}

function nodeHeaders() {
  const besideNode = resolve(dirname(process.execPath), "../include/node");
  if (existsSync(join(besideNode, "node_api.h"))) return besideNode;
  try {
    return requireHere("node-api-headers").include_dir;
  } catch {
    throw new SetupFailure("node_api.h is missing; run npm ci (it brings node-api-headers)");
  }
}

/** Two C++ files over Node-API 8: one binary serves Node 20, 22 and 24. */
function compileAddon(folder, dependencies) {
  const addon = join(folder, "lib", "napi-v8", "tfjs_binding.node");
  mkdirSync(dirname(addon), { recursive: true });
  const defines = ["-DNAPI_VERSION=8", "-DNODE_GYP_MODULE_NAME=tfjs_binding", "-DBUILDING_NODE_EXTENSION"];
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(folder, "binding", name));
  const libraries = [`-L${join(dependencies, "lib")}`, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"];
  const compiler = process.env.CXX ?? "g++";
  say(`compiling the addon with ${compiler}`);
  needed(
    compiler,
    ["-shared", "-fPIC", "-O2", "-std=gnu++17", ...defines, `-I${nodeHeaders()}`, `-I${join(dependencies, "include")}`].concat(
      sources,
      libraries,
      ["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", addon],
    ),
    "compiling the addon",
  );
}

function buildFromWheel() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupFailure(
      `the download failed, and building from the wheel works on Linux x64 only, not on ${process.platform} ${process.arch}`,
    );
  }
  const folder = packageFolder();
  const dependencies = join(folder, "deps");
  const temporary = mkdtempSync(join(tmpdir(), "tensorflow-wheel-"));
  try {
    const wheel = downloadWheel(temporary);
    const script = join(temporary, "unpack.py");
    writeFileSync(script, UNPACK_WHEEL);
    rmSync(dependencies, { recursive: true, force: true });
    needed("python3", [script, wheel, dependencies], "unpacking the wheel");
    compileAddon(folder, dependencies);
    rmSync(join(dependencies, "include"), { recursive: true });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function setUp() {
  installPackage();
  if (option("force") === undefined && probe().status === 0) return "it already works";
  if (option("wheel") === undefined) {
    say("trying the package's own installer");
    const official = run("npm", ["rebuild", "tfjs-native"], { quiet: true, cwd: ROOT });
    if (official.status === 0 && probe().status === 0) return "installed by the package's own installer";
    say("its download did not work");
    installPackage(); // npm may have removed it
  }
  buildFromWheel();
  const { status, output } = probe();
  if (status !== 0) throw new SetupFailure(`it was built, but does not run: ${output.trim()}`);
  return `built from the tensorflow-cpu ${TENSORFLOW} wheel`;
}

try {
  say(`${setUp()}; use it with --backend tensorflow`);
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  say(error.message);
  process.exit(3);
}
