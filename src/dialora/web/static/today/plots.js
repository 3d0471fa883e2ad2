// The plots: drawn from the tables below them, in the colours of the page, and again when either changes.

const HEIGHT = 132;
const drawn = new Map();

function points(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")].reverse();
  return rows.map((row) => ({
    at: Date.parse(`${row.dataset.day}T12:00:00Z`) / 1000,
    value: row.dataset.value === "" ? null : Number(row.dataset.value),
    said: [...row.cells].map((cell) => cell.textContent).join(": "),
  }));
}

function colour(name) {
  // A canvas does not know variables, nor which of two colours is meant: an element does.
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function highest(values) {
  return Math.max(1, ...values.filter((value) => value !== null));
}

function steps(figure, values) {
  if (figure.dataset.top) return [0, 50, 100];
  const top = highest(values);
  return top < 6 ? [0, top] : [0, Math.round(top / 2), top];
}

function settings(figure, known, width) {
  const bars = figure.dataset.plot === "bars";
  const values = known.map((point) => point.value);
  const top = Number(figure.dataset.top) || highest(values);
  const soft = colour("--ink-soft");
  const line = colour("--line");
  const accent = colour("--accent");
  const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return {
    width,
    height: HEIGHT,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, drag: { x: false, y: false }, points: { show: !bars } },
    scales: { x: { time: false, range: (plot, low, high) => [low - 43200, high + 43200] }, y: { range: [0, top * 1.06] } },
    axes: [
      {
        stroke: soft,
        font,
        size: 30,
        gap: 10,
        grid: { show: false },
        ticks: { show: false },
        splits: () => [0, Math.floor((known.length - 1) / 2), known.length - 1].map((n) => known[n].at),
        values: (plot, splits) => splits.map((at) => days.format(at * 1000)),
      },
      {
        stroke: soft,
        font,
        size: 44,
        gap: 8,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        splits: () => steps(figure, values),
        values: (plot, splits) => splits.map((value) => `${value.toLocaleString("en")}${figure.dataset.unit && ` ${figure.dataset.unit}`}`),
      },
    ],
    series: [
      {},
      bars
        ? { fill: accent, stroke: accent, width: 0, paths: uPlot.paths.bars({ size: [0.6, 28], radius: 0.15 }), points: { show: false } }
        : { stroke: accent, width: 2, spanGaps: false, points: { show: true, size: 5, fill: accent, stroke: accent } },
    ],
    hooks: { setCursor: [(plot) => read(figure, known, plot.cursor.idx)] },
  };
}

function read(figure, known, index) {
  const reading = figure.querySelector("[data-reading]");
  reading.dataset.title ??= reading.textContent;
  reading.textContent = known[index]?.said ?? reading.dataset.title;
}

function draw(figure) {
  const canvas = figure.querySelector("[data-canvas]");
  const known = points(figure);
  const width = Math.floor(canvas.clientWidth);
  if (!width || !known.length) return;
  drawn.get(canvas)?.destroy();
  const series = [known.map((point) => point.at), known.map((point) => point.value)];
  drawn.set(canvas, new uPlot(settings(figure, known, width), series, canvas));
}

function drawAll() {
  for (const canvas of drawn.keys()) {
    if (!canvas.isConnected) drawn.delete(canvas);
  }
  document.querySelectorAll("[data-plot]").forEach(draw);
}

const widths = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (drawn.get(target)?.width !== Math.floor(target.clientWidth)) draw(target.closest("[data-plot]"));
  }
});

function begin() {
  drawAll();
  document.querySelectorAll("[data-canvas]").forEach((canvas) => widths.observe(canvas));
}

begin();
document.fonts.ready.then(drawAll);
document.addEventListener("htmx:after:swap", begin);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
