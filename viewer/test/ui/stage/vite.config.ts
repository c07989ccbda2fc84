// Builds the stage alone: `npx vite build -c test/ui/stage/vite.config.ts --outDir <somewhere>`.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  base: "./",
  publicDir: false,
  build: { target: "es2022", modulePreload: false, emptyOutDir: true },
});
