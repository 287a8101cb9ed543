// A picture in which two spots are tapped. Reports [[x, y], [x, y]] in pixels of the picture.
// With data.line the spots are the ends of a line.
export default function ({ data, parentElement, setStateValue }) {
  let frame = parentElement.querySelector(".tap-frame");
  if (!frame) {
    frame = document.createElement("div");
    frame.className = "tap-frame";
    frame.style.cssText = "position:relative;display:inline-block;max-width:100%;cursor:crosshair";
    const image = document.createElement("img");
    image.alt = `A frame of the video: tap ${data.what}`;
    image.style.cssText = "display:block;max-width:100%;border-radius:0.6rem";
    frame.append(image);
    parentElement.append(frame);
  }
  const image = frame.querySelector("img");
  if (image.src !== data.src) image.src = data.src;
  frame.points = frame.points ?? [];
  image.onclick = (event) => {
    const box = image.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * image.naturalWidth;
    const y = ((event.clientY - box.top) / box.height) * image.naturalHeight;
    frame.points = frame.points.length === 2 ? [[x, y]] : [...frame.points, [x, y]];
    draw(frame, image, data.line);
    setStateValue("points", frame.points);
  };
  draw(frame, image, data.line);
}

function draw(frame, image, line) {
  frame.querySelectorAll(".tap-mark").forEach((mark) => mark.remove());
  for (const [x, y] of frame.points) {
    const mark = document.createElement("div");
    mark.className = "tap-mark";
    mark.style.cssText =
      "position:absolute;width:22px;height:22px;margin:-13px;border:3px solid #12907f;" +
      "border-radius:50%;pointer-events:none;box-shadow:0 0 0 1px #fff";
    mark.style.left = `${(x / image.naturalWidth) * 100}%`;
    mark.style.top = `${(y / image.naturalHeight) * 100}%`;
    frame.append(mark);
  }
  if (line && frame.points.length === 2) frame.append(makeLine(frame.points, image));
}

// The line between two spots, as a thin box turned about its first end.
function makeLine([[x0, y0], [x1, y1]], image) {
  const scale = image.clientWidth / image.naturalWidth;
  const mark = document.createElement("div");
  mark.className = "tap-mark";
  mark.style.cssText =
    "position:absolute;height:2px;background:#12907f;transform-origin:0 50%;pointer-events:none";
  mark.style.left = `${x0 * scale}px`;
  mark.style.top = `${y0 * scale}px`;
  mark.style.width = `${Math.hypot(x1 - x0, y1 - y0) * scale}px`;
  mark.style.transform = `rotate(${Math.atan2(y1 - y0, x1 - x0)}rad)`;
  return mark;
}
