// Draws a chart that the server described (ChartFigure.cs) with plotly, in the colours of the theme.
import { library, onThemeChange, themeColours } from "./drawing.js";

const plotly = () => library("Plotly", "lib/plotly-basic.min.js");

/** Loads the library ahead of the first chart. */
export const prepare = () => (window.requestIdleCallback ?? setTimeout)(() => plotly().catch(() => {}));

const drawn = new Map();

/** Drawn in a pane that is not in sight, or in one that was made wider or narrower: again in the width that it has now. */
const sizing = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const width = Math.round(target.clientWidth);
    if (width > 0 && drawn.has(target) && String(width) !== target.dataset.width) draw(target, drawn.get(target));
  }
});

const palette = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `chart-${n}`);

const colours = (element) => {
  const found = themeColours(element, [...palette, "text-quiet", "text", "line", "raised"]);
  return {
    series: palette.map((name) => found[name]),
    text: found["text-quiet"],
    strong: found.text,
    line: found.line,
    surface: found.raised,
    font: getComputedStyle(element).fontFamily,
  };
};

const dashes = ["solid", "dot", "dash", "dashdot", "longdash"];

const traces = (figure, theme) =>
  figure.series.map((series, index) => {
    const colour = theme.series[index % theme.series.length];
    const hover = `%{customdata}<extra>${series.name ? escape(series.name) : ""}</extra>`;
    const common = { name: escape(series.name ?? ""), x: series.x.map(plain), y: series.y, customdata: series.hover.map(plain), hovertemplate: hover };
    switch (figure.type) {
      case "pie":
        return {
          type: "pie",
          labels: series.x.map(plain),
          values: series.y,
          text: series.hover.map(plain),
          hovertemplate: "%{label}<br>%{text} (%{percent})<extra></extra>",
          textinfo: "percent",
          sort: false,
          hole: 0.55,
          marker: { colors: theme.series, line: { color: theme.surface, width: 2 } },
        };
      case "bar":
        return figure.isHorizontal
          ? { ...common, type: "bar", orientation: "h", x: series.y, y: series.x.map(plain), marker: { color: colour } }
          : { ...common, type: "bar", marker: { color: colour } };
      case "scatter":
        return { ...common, type: "scatter", mode: "markers", marker: { color: colour, size: 8, opacity: 0.8 } };
      case "area":
        return { ...common, type: "scatter", mode: "lines", line: { color: colour, width: 1.5 }, stackgroup: "all", fillcolor: fade(colour, 0.35) };
      default:
        return {
          ...common,
          type: "scatter",
          mode: series.x.length > 40 ? "lines" : "lines+markers",
          line: { color: colour, width: 2, dash: index < 8 ? "solid" : dashes[index % dashes.length] },
          marker: { size: series.x.length === 1 ? 11 : 5 },
          connectgaps: false,
        };
    }
  });

// Plotly reads a little markup in texts: names from the warehouse are text.
const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const plain = (value) => (typeof value === "string" ? escape(value) : value);
const fade = (rgb, alpha) => rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);

const cut = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
const labelWidth = (figure) => Math.min(160, 7 * Math.max(8, ...figure.categories.map((name) => name.length)));

const layout = (figure, theme, element) => {
  const isNarrow = element.clientWidth < 480;
  const value = { gridcolor: theme.line, zerolinecolor: theme.line, tickprefix: figure.prefix ?? "", ticksuffix: figure.suffix ?? "", tickformat: figure.format ?? "", exponentformat: "B", automargin: true, fixedrange: true, nticks: isNarrow && figure.isHorizontal ? 3 : 6, tickangle: 0 };
  const names = { gridcolor: "rgba(0,0,0,0)", linecolor: theme.line, automargin: true, fixedrange: true, type: figure.xType ?? "-", ticksuffix: figure.xSuffix ?? "", nticks: figure.isHorizontal ? undefined : Math.max(2, Math.floor(element.clientWidth / (labelWidth(figure) + 24))), tickangle: 0 };
  if (figure.xType === "category") Object.assign(names, { categoryorder: "array", categoryarray: figure.categories.map(plain) });
  if (figure.isHorizontal) Object.assign(names, { tickmode: "array", tickvals: figure.categories.map(plain), ticktext: figure.categories.map((name) => escape(cut(name, isNarrow ? 16 : 36))) });
  return {
    autosize: true,
    height: figure.height,
    margin: { l: 8, r: 12, t: 12, b: 8, pad: 4 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 12, color: theme.text },
    hoverlabel: { bgcolor: theme.surface, bordercolor: theme.line, font: { color: theme.strong, family: theme.font } },
    hovermode: figure.type === "pie" || figure.type === "scatter" || figure.isHorizontal ? "closest" : "x unified",
    barmode: figure.isStacked ? "stack" : "group",
    bargap: 0.3,
    showlegend: figure.type === "pie" || figure.series.length > 1,
    legend: { orientation: "h", y: -0.18, x: 0, font: { size: 12 }, itemclick: "toggle" },
    xaxis: figure.isHorizontal ? value : names,
    yaxis: figure.isHorizontal ? { ...names, autorange: "reversed" } : value,
    separators: ".,",
  };
};

const config = { displayModeBar: false, responsive: true, locale: "en" };

export async function draw(element, figure) {
  const Plotly = await plotly();
  if (!element.isConnected) return;
  drawn.set(element, figure);
  const theme = colours(element);
  const width = Math.round(element.clientWidth);
  element.dataset.width = String(width);
  sizing.observe(element);
  await Plotly.react(element, traces(figure, theme), { ...layout(figure, theme, element), ...(width > 0 ? { width } : {}) }, config);
  element.dataset.drawn = figure.type;
}

export async function png(element, name) {
  const Plotly = await plotly();
  const figure = drawn.get(element);
  if (!figure) return;
  const theme = colours(element);
  // On the surface of the theme: a transparent picture is unreadable on the other one.
  const copy = document.createElement("div");
  await Plotly.newPlot(copy, traces(figure, theme), { ...layout(figure, theme, element), paper_bgcolor: theme.surface, width: 1000, height: 500 }, config);
  await Plotly.downloadImage(copy, { format: "png", width: 1000, height: 500, scale: 2, filename: name });
  Plotly.purge(copy);
}

export function remove(element) {
  drawn.delete(element);
  sizing.unobserve(element);
  window.Plotly?.purge(element);
}

onThemeChange(() => {
  for (const [element, figure] of drawn) {
    if (element.isConnected) draw(element, figure);
    else drawn.delete(element);
  }
});
