// Builds static/dist from static/ts, static/css and static/icons.txt.
//
//   node static/build.mjs           the pages, once
//   node static/build.mjs --watch   again after every change (for work on the pages)
//   node static/build.mjs --tests   static/ts/**/*.test.ts into var/ts-tests, for `node --test`
//
// Every file directly in static/ts is a page of its own; what pages share stands in static/ts/lib.
// Names carry a hash of the content, so a browser may keep a file for ever; dist/manifest.json
// says which name is current: {"tablet.js": "tablet-3KX2QZ7A.js", ...}.
import { createHash } from "node:crypto";
import {
  existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");

// iPads of schools and unions are often old: iPadOS 15.4 is the floor.
const common = {
  bundle: true,
  minify: true,
  target: ["es2020", "safari15.4"],
  jsxFactory: "h",
  jsxFragment: "Fragment",
  loader: { ".woff2": "file", ".wasm": "file" },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/static/dist",
  outdir: dist,
  metafile: true,
  logLevel: "warning",
};

/** Files directly in a folder of static/ with one of these endings, tests left out. */
function files(folder, endings) {
  const path = join(here, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => endings.test(name) && !/\.(test|d)\.ts$/.test(name))
    .map((name) => join(path, name))
    .sort();
}

/** One SVG file of symbols, for `<svg class="icon"><use href="...#name"/></svg>`. */
function sprite() {
  const list = join(here, "icons.txt");
  const names = existsSync(list) ? readFileSync(list, "utf8").split(/\s+/).filter(Boolean) : [];
  const symbols = [...new Set(names)].sort().map((name) => {
    const file = join(root, "node_modules/lucide-static/icons", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`static/icons.txt: lucide has no icon "${name}"`);
    const inner = readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
      + `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">`
      + `${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const hashed = (text) => createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();

/** Logical names of esbuild's results, by their sources; font slices are named by fonts.css alone. */
function named(result) {
  const names = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    if (output.endsWith(".woff2")) continue;
    const source = entryPoint ?? Object.keys(inputs)[0];
    const ending = output.slice(output.lastIndexOf("."));
    names[basename(source).replace(/\.[^.]+$/, ending)] = relative(dist, join(root, output));
  }
  return names;
}

async function pages() {
  const started = performance.now();
  mkdirSync(dist, { recursive: true });
  const scripts = files("ts", /\.tsx?$/).filter((path) => basename(path) !== "sw.ts");
  const styles = ["main.css", "fonts.css"].map((name) => join(here, "css", name)).filter(existsSync);
  const built = await build({
    ...common, absWorkingDir: root, entryPoints: [...scripts, ...styles], format: "esm",
  });
  const manifest = named(built);

  const icons = sprite();
  manifest["icons.svg"] = `icons-${hashed(icons)}.svg`;
  writeFileSync(join(dist, manifest["icons.svg"]), icons);

  // The service worker keeps one name for ever: browsers look for its next version there.
  const worker = join(here, "ts/sw.ts");
  if (existsSync(worker)) {
    await build({
      ...common, absWorkingDir: root, entryPoints: [worker], format: "iife", entryNames: "[name]",
      define: {
        BUILD_VERSION: JSON.stringify(hashed(JSON.stringify(manifest))),
        BUILD_FILES: JSON.stringify(manifest),
      },
    });
    manifest["sw.js"] = "sw.js";
  }

  // The new manifest replaces the old one whole, and only then do old files go: a server that is
  // running meanwhile never names a file that is not there.
  writeFileSync(join(dist, "manifest.json.new"), JSON.stringify(manifest, null, 2) + "\n");
  renameSync(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
  const made = Object.keys(built.metafile.outputs).map((output) => relative(dist, join(root, output)));
  const keep = new Set([...made, ...Object.values(manifest), "manifest.json"]);
  for (const name of readdirSync(dist)) if (!keep.has(name)) rmSync(join(dist, name));
  console.log(`${keep.size} files in ${Math.round(performance.now() - started)} ms`);
}

async function tests() {
  const outdir = join(root, "var/ts-tests");
  rmSync(outdir, { recursive: true, force: true });
  const found = readdirSync(join(here, "ts"), { recursive: true })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(here, "ts", name));
  if (found.length === 0) throw new Error("no static/ts/**/*.test.ts was found");
  await build({
    ...common, absWorkingDir: root, entryPoints: found, format: "esm", platform: "node",
    packages: "external", minify: false, sourcemap: "inline", entryNames: "[name]", outdir,
    outExtension: { ".js": ".mjs" }, target: "node20",
  });
}

if (process.argv.includes("--tests")) await tests();
else await pages();

if (process.argv.includes("--watch")) {
  let waiting;
  for (const folder of ["ts", "css"]) {
    watch(join(here, folder), { recursive: true }, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => pages().catch((error) => console.error(error.message)), 50);
    });
  }
}
