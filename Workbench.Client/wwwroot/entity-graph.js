// Entities and joins as a picture (cytoscape), in the colours of the theme. The list beside it is the same for the keyboard.
import { library, onThemeChange, themeColours } from "./drawing.js";

const load = () => library("cytoscape", "lib/cytoscape.min.js");

const colours = (element) => themeColours(element, ["surface", "raised", "sunken", "text", "text-quiet", "text-faint", "line-control", "accent", "good", "warning", "bad"]);

const styles = (element, letters) => {
  const c = colours(element);
  const tones = { good: c.good, warning: c.warning, bad: c.bad, none: c["line-control"] };
  return [
    { selector: "node", style: { shape: "round-rectangle", width: "data(width)", height: 30, "background-color": c.raised, "border-width": 1, "border-color": c["line-control"], label: "data(label)", color: c.text, "font-size": 14, "font-family": getComputedStyle(element).fontFamily, "text-valign": "center", "text-halign": "center", "min-zoomed-font-size": 7 } },
    { selector: "edge", style: { width: 1.4, "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.8, "line-color": c["line-control"], "target-arrow-color": c["line-control"], label: "", color: c["text-quiet"], "font-size": 12, "text-background-color": c.surface, "text-background-opacity": 0.9, "text-background-padding": "2px", "min-zoomed-font-size": 8 } },
    { selector: "edge[?isOptional]", style: { "line-style": "dashed" } },
    ...Object.entries(tones).flatMap(([tone, colour]) => [
      { selector: `node[tone = "${tone}"]`, style: { "border-color": colour, "border-width": tone === "bad" ? 2 : 1 } },
      { selector: `edge[tone = "${tone}"]`, style: { "line-color": colour, "target-arrow-color": colour, width: tone === "bad" ? 2.6 : 1.4 } },
    ]),
    // Among hundreds: points, and the names of those that most others lead to.
    { selector: "node.point", style: { shape: "ellipse", width: 0.6 * letters, height: 0.6 * letters, label: "", "background-color": c["line-control"], "text-valign": "top", "text-margin-y": -0.3 * letters, "font-size": letters, "text-background-color": c.surface, "text-background-opacity": 0.8 } },
    { selector: "node.point.hub", style: { label: "data(label)", width: letters, height: letters, "background-color": c.accent, "z-index": 1 } },
    { selector: "edge.thin", style: { "curve-style": "haystack", width: letters / 9, "target-arrow-shape": "none", opacity: 0.5 } },
    { selector: ".near", style: { "border-color": c.accent, "border-width": 2 } },
    { selector: "node.point.near", style: { label: "data(label)", "background-color": c.accent, "z-index": 2 } },
    { selector: "edge.thin.near", style: { label: "", width: letters / 5, "line-color": c.accent, opacity: 1 } },
    { selector: "edge.near", style: { label: "data(name)", width: 2.4 } },
    { selector: ".found", style: { "background-color": c.accent, color: c.surface, "border-color": c.accent } },
    { selector: ".dim", style: { opacity: 0.2 } },
    { selector: ".away", style: { display: "none" } },
  ];
};

/** More entities than can be read as boxes. */
const many = 80;
const hubs = 8;

const elements = (view) => {
  const led = new Map();
  for (const edge of view.edges) led.set(edge.target, (led.get(edge.target) ?? 0) + 1);
  const named = new Set([...led].sort((one, other) => other[1] - one[1]).slice(0, hubs).map(([id]) => id));
  const isMany = view.nodes.length > many;
  return [
    ...view.nodes.map((node) => ({ classes: isMany ? (named.has(node.id) ? "point hub" : "point") : "", data: { id: node.id, label: node.label, tone: node.tone, width: 22 + 7.6 * node.label.length } })),
    ...view.edges.map((edge) => ({ classes: isMany ? "thin" : "", data: { id: edge.id, source: edge.source, target: edge.target, name: edge.name, tone: edge.tone, isOptional: edge.isOptional } })),
  ];
};

/** Few entities get an even picture; hundreds one that is there at once. */
const layout = (count) => ({
  name: "cose",
  animate: false,
  randomize: true,
  fit: true,
  padding: 24,
  nodeDimensionsIncludeLabels: count <= many,
  nodeRepulsion: () => (count > many ? 200000 : 40000),
  idealEdgeLength: () => 60,
  nodeOverlap: 120,
  componentSpacing: 70,
  gravity: count > many ? 0.6 : 1.5,
  numIter: count > 150 ? 400 : 1200,
});

/** Boxes over the whole canvas, none on another: places from the layout, stretched to its shape; what nothing joins stands in rows below. */
const arrange = (nodes, host) => {
  if (nodes.length === 0 || nodes.length > many) return;
  const gap = { x: 26, y: 30 };
  const boxes = nodes.map((node) => ({ node, w: node.data("width") + gap.x, h: 30 + gap.y, ...node.position(), isAlone: node.connectedEdges(":visible").length === 0 }));
  const shape = Math.min(2.2, Math.max(0.5, host.clientWidth / Math.max(1, host.clientHeight)));
  // As large as the boxes take with room for lines between them, in the shape of the canvas.
  const area = 3.2 * boxes.reduce((sum, box) => sum + box.w * box.h, 0);
  const size = { x: Math.max(Math.sqrt(area * shape), Math.max(...boxes.map((box) => box.w))), y: Math.sqrt(area / shape) };
  const alone = boxes.filter((box) => box.isAlone);
  const joined = boxes.filter((box) => !box.isAlone);
  for (const [axis, extent] of [["x", "w"], ["y", "h"]]) {
    const [from, to] = [Math.min(...joined.map((box) => box[axis])), Math.max(...joined.map((box) => box[axis]))];
    for (const box of joined) box[axis] = box[extent] / 2 + ((box[axis] - from) / Math.max(1, to - from)) * (size[axis] - box[extent]);
  }
  for (let round = 0; round < 300; round++) {
    let isCrowded = false;
    for (let one = 0; one < joined.length; one++) {
      for (let other = one + 1; other < joined.length; other++) {
        const [a, b] = [joined[one], joined[other]];
        const over = { x: (a.w + b.w) / 2 - Math.abs(a.x - b.x), y: (a.h + b.h) / 2 - Math.abs(a.y - b.y) };
        if (over.x <= 0.5 || over.y <= 0.5) continue;
        isCrowded = true;
        const axis = over.x < over.y ? "x" : "y";
        const by = (over[axis] / 2 + 0.5) * (a[axis] < b[axis] || (a[axis] === b[axis] && one % 2 === 0) ? 1 : -1);
        a[axis] -= by;
        b[axis] += by;
      }
    }
    if (!isCrowded) break;
  }
  const left = Math.min(0, ...joined.map((box) => box.x - box.w / 2));
  const right = Math.max(size.x, ...joined.map((box) => box.x + box.w / 2));
  let place = { x: left, y: Math.max(0, ...joined.map((box) => box.y + box.h / 2)) + (joined.length > 0 ? 45 : 15) };
  for (const box of alone) {
    if (place.x > left && place.x + box.w > right) place = { x: left, y: place.y + box.h };
    [box.x, box.y] = [place.x + box.w / 2, place.y];
    place.x += box.w;
  }
  for (const box of boxes) box.node.position({ x: box.x, y: box.y });
};

const drawn = new Set();

class EntityGraph {
  constructor(cytoscape, host, page, view) {
    this.host = host;
    this.shape = EntityGraph.shapeOf(view);
    // The same picture for the same entities: the layout begins at random places.
    const random = Math.random;
    let seed = 42;
    Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    try {
      this.graph = cytoscape({ container: host, elements: elements(view), style: styles(host, 12), layout: layout(view.nodes.length), minZoom: 0.05, maxZoom: 3, boxSelectionEnabled: false });
    } finally {
      Math.random = random;
    }
    arrange(this.graph.nodes(), host);
    this.graph.on("tap", "node", (event) => page.invokeMethodAsync("Open", event.target.id()).catch(() => {}));
    this.graph.on("mouseover", "node", (event) => {
      const near = event.target.closedNeighborhood();
      this.graph.elements().not(near).addClass("dim");
      near.addClass("near");
      host.style.cursor = "pointer";
    });
    this.graph.on("mouseout", "node", () => {
      this.graph.elements().removeClass("dim near");
      host.style.cursor = "";
    });
    this.settle();
    this.sizing = new ResizeObserver(() => {
      this.graph.resize();
      this.view();
    });
    this.sizing.observe(host);
    host.dataset.drawn = String(view.nodes.length);
  }

  static shapeOf = (view) => JSON.stringify([view.nodes.map((node) => node.id), view.edges.map((edge) => edge.id)]);

  update(view) {
    const shape = EntityGraph.shapeOf(view);
    if (shape !== this.shape) {
      this.shape = shape;
      this.graph.json({ elements: elements(view) });
      this.graph.layout(layout(view.nodes.length)).run();
      arrange(this.graph.nodes(), this.host);
      this.settle();
      return;
    }
    for (const one of [...view.nodes, ...view.edges]) this.graph.getElementById(one.id).data("tone", one.tone);
  }

  /** Where everything stands while nothing is looked for. */
  settle() {
    this.places = new Map(this.graph.nodes().map((node) => [node.id(), { ...node.position() }]));
    this.view();
    // Names are as large as other text when all is in sight.
    this.letters = Math.max(12, 12 / this.graph.zoom());
    this.paint();
  }

  /** What is found and what it joins, alone and near to each other: among hundreds it could not be read. */
  search(words) {
    this.graph.elements().removeClass("found dim away");
    const isMany = this.graph.nodes().length > many;
    if (isMany) this.graph.nodes().addClass("point");
    if (isMany) this.graph.edges().addClass("thin");
    this.graph.nodes().positions((node) => this.places.get(node.id()) ?? node.position());
    if (!words) return this.view();
    const has = (text) => text.toLowerCase().includes(words.toLowerCase());
    const found = this.graph.nodes().filter((node) => has(node.data("label")) || has(node.id()));
    if (found.length === 0) return this.graph.elements().addClass("dim");
    const near = found.closedNeighborhood();
    this.graph.elements().not(near).addClass("away");
    found.addClass("found");
    if (near.nodes().length <= many) near.removeClass("point thin");
    near.layout({ ...layout(near.nodes().length), randomize: false }).run();
    arrange(near.nodes(), this.host);
    this.view();
  }

  zoom(by) {
    this.graph.zoom({ level: this.graph.zoom() * by, renderedPosition: { x: this.host.clientWidth / 2, y: this.host.clientHeight / 2 } });
  }

  fit() {
    this.graph.fit(this.graph.elements(":visible"), 24);
  }

  /** All that is shown, but a handful not larger than it is written, and boxes not smaller than can be read: those around the best joined one. */
  view() {
    this.fit();
    const shown = this.graph.elements(":visible");
    const zoom = this.graph.zoom();
    const least = shown.nodes(".point").length > 0 ? 0 : 0.65;
    if (zoom >= least && zoom <= 1.2) return;
    this.graph.zoom(Math.min(1.2, Math.max(least, zoom)));
    this.graph.center(zoom > 1.2 ? shown : shown.nodes().max((node) => node.degree()).ele);
  }

  paint() {
    this.graph.style(styles(this.host, this.letters ?? 12));
  }

  remove() {
    drawn.delete(this);
    this.sizing.disconnect();
    this.graph.destroy();
  }
}

export async function create(host, page, view) {
  const cytoscape = await load();
  if (!host.isConnected) return null;
  const graph = new EntityGraph(cytoscape, host, page, view);
  drawn.add(graph);
  return graph;
}

onThemeChange(() => drawn.forEach((graph) => graph.paint()));
