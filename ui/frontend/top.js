// A new step of a page begins at its top, though the page before it was scrolled down.
let shown = "";

export default function ({ data }) {
  if (shown !== data.step) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  shown = data.step;
}
