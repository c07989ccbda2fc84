// Vite: the address of the worker's own bundle.
declare module "*?worker&url" {
  const address: string;
  export default address;
}
