// A picture in which two spots are tapped. Reports [[x, y], [x, y]] in pixels of the picture.
export default function ({ data, parentElement, setStateValue }) {
  let frame = parentElement.querySelector(".tap-frame");
  if (!frame) {
    frame = document.createElement("div");
    frame.className = "tap-frame";
    frame.style.cssText = "position:relative;display:inline-block;max-width:100%;cursor:crosshair";
    const image = document.createElement("img");
    image.alt = "A frame of the video: tap the middle of both stickers";
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
    draw(frame, image);
    setStateValue("points", frame.points);
  };
  draw(frame, image);
}

function draw(frame, image) {
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
}
