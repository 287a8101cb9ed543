// Moves the page's video to a moment, once per jump. Shows nothing itself.
export default function ({ data }) {
  const video = document.querySelector(`.st-key-${data.player} video`);
  if (!video || !data.jump || video.dataset.jump === String(data.jump)) return;
  video.dataset.jump = String(data.jump);
  const move = () => {
    video.currentTime = data.time_s;
    if (data.play) video.play();
    else video.pause();
  };
  if (video.readyState >= 1) move();
  else video.addEventListener("loadedmetadata", move, { once: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  video.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}
