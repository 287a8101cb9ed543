// The body chart: choose pain, numb or tingling, then tap regions. A second tap takes it back.

/** @type {WeakMap<object, Chart>} */
const charts = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Chart(parentElement, data);
    charts.set(parentElement, chart);
  }
  chart.tell = (marks) => setStateValue("marks", marks);
  return () => {
    charts.delete(parentElement);
    chart.root.remove();
  };
}

class Chart {
  constructor(place, data) {
    this.tell = () => {};
    this.quality = data.qualities[0][0];
    this.marks = new Set(data.marks.map((mark) => mark.join("/")));
    this.names = Object.fromEntries(data.qualities);
    this.root = document.createElement("div");
    this.root.className = "chart";
    this.root.append(this.makeTools(data.qualities), this.makeFigures(data.svg), this.makeList());
    place.append(this.root);
    this.draw();
  }

  makeTools(qualities) {
    const tools = document.createElement("div");
    tools.className = "tools";
    tools.setAttribute("role", "radiogroup");
    tools.setAttribute("aria-label", "What do you feel?");
    for (const [key, name] of qualities) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.className = key;
      button.setAttribute("role", "radio");
      button.addEventListener("click", () => {
        this.quality = key;
        this.draw();
      });
      button.dataset.quality = key;
      tools.append(button);
    }
    return tools;
  }

  makeFigures(svg) {
    const figures = document.createElement("div");
    figures.className = "figures";
    figures.innerHTML = svg; // our own drawing
    for (const region of figures.querySelectorAll(".region")) {
      region.addEventListener("click", () => this.toggle(region));
      region.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          this.toggle(region);
        }
      });
    }
    return figures;
  }

  makeList() {
    this.list = document.createElement("p");
    this.list.className = "list";
    this.list.setAttribute("aria-live", "polite");
    return this.list;
  }

  toggle(region) {
    const mark = [region.dataset.region, region.dataset.side, this.quality].join("/");
    if (!this.marks.delete(mark)) this.marks.add(mark);
    this.draw();
    this.tell([...this.marks].sort().map((one) => one.split("/")));
  }

  draw() {
    for (const button of this.root.querySelectorAll("[data-quality]"))
      button.setAttribute("aria-checked", String(button.dataset.quality === this.quality));
    const words = new Map();
    for (const region of this.root.querySelectorAll(".region")) {
      const here = Object.keys(this.names).filter((quality) =>
        this.marks.has([region.dataset.region, region.dataset.side, quality].join("/")),
      );
      region.setAttribute("aria-pressed", String(here.length > 0));
      region.setAttribute("data-marked", here[here.length - 1] ?? "");
      const felt = here.map((quality) => this.names[quality].toLowerCase()).join(", ");
      const name = region.dataset.name;
      region.setAttribute("aria-label", felt ? `${name}: ${felt}` : name);
      if (felt) words.set(name, felt);
    }
    const list = [...words].map(([name, felt]) => `${name} (${felt})`).join(" · ");
    this.list.textContent = list || "Nothing marked.";
  }
}
