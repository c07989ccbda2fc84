// Inside the viewer's worker: when the watched pixel of the canvas was drawn in a new colour. Wall clock, ms.
([x, y]) => {
  self.drawn = [];
  let last = -1;
  const kind = OffscreenCanvasRenderingContext2D.prototype;
  const put = kind.putImageData;
  kind.putImageData = function (...given) {
    put.apply(this, given);
    const [image, , , left, top, width, height] = given;
    if (left === undefined || x < left || y < top || x >= left + width || y >= top + height) return;
    const at = 4 * (y * image.width + x);
    const count = image.data[at] + 256 * image.data[at + 1];
    if (count !== last) self.drawn.push([count, performance.timeOrigin + performance.now()]);
    last = count;
  };
}
