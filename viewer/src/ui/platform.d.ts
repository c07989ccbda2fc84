// Vite takes the style sheet out into a file of its own.
declare module "*.css";
