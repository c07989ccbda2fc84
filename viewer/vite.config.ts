// Builds the operator's page and its worker, with hashed names and a manifest (.vite/manifest.json: entry src/ui/console.ts), to where the
// server's static files are. No index.html: the page itself is rendered by the server.
import { defineConfig, type Plugin } from "vite";

/**
 * zstddec fetches its own wasm from a `data:` address, which a strict Content-Security-Policy (connect-src) forbids: read the same
 * bytes in place instead. Fails the build when a new zstddec no longer has these words.
 */
function zstdWithoutFetch(): Plugin {
  const fetched = "fetch(`data:application/wasm;base64,${wasm}`).then((response) => response.arrayBuffer())";
  const inPlace = "Promise.resolve(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)))";
  return {
    name: "zstd-without-fetch",
    transform(code, id) {
      if (!/zstddec\/dist\/zstddec-stream\.mjs(\?|$)/.test(id)) return null;
      if (!code.includes(fetched)) throw new Error("zstddec loads its wasm in a new way: look at zstdWithoutFetch in vite.config.ts");
      return { code: code.replace(fetched, inPlace), map: null };
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [zstdWithoutFetch()],
  worker: { format: "es", plugins: () => [zstdWithoutFetch()] },
  build: {
    target: "es2022",
    outDir: "../src/madoguchi/web/static/viewer",
    emptyOutDir: true,
    manifest: true,
    assetsDir: ".",
    modulePreload: false,
    sourcemap: true,
    assetsInlineLimit: 0,
    rollupOptions: { input: { console: "src/ui/console.ts" } },
  },
});
