// What the bench sees in the operator's page: the worker's messages with the time when they came. Times are wall clock, ms.
window.bench = { frames: [], keys: [], files: [], quality: null };
(() => {
  const wall = () => performance.timeOrigin + performance.now();
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data.kind === "frame") window.bench.frames.push(wall());
        if (data.kind === "quality") window.bench.quality = data;
        if (data.kind === "file") {
          const { step, reason, bytesPerSecond } = data.what;
          window.bench.files.push({ at: wall(), transfer: data.transfer, step, reason, bytesPerSecond });
        }
      });
    }
  };
  window.addEventListener("keydown", (event) => window.bench.keys.push(performance.timeOrigin + event.timeStamp), true);

  // When the changed pixel can be read from the page's own canvas element: looked at in every animation frame.
  window.bench.watch = (x, y) => {
    const own = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const canvas = document.querySelector(".picture-canvas");
    window.bench.shown = [];
    window.bench.watching = true;
    let last = -1;
    const look = () => {
      own.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
      const [red, green] = own.getImageData(0, 0, 1, 1).data;
      const count = red + 256 * green;
      if (count !== last) window.bench.shown.push([count, wall()]);
      last = count;
      if (window.bench.watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };

  // SHA-256 of the canvas as it stands on the page.
  window.bench.digest = async () => {
    const canvas = document.querySelector(".picture-canvas");
    const own = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    own.drawImage(canvas, 0, 0);
    const { data } = own.getImageData(0, 0, canvas.width, canvas.height);
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
})();
