// The panes of the layer's page: their sizes, dragged or moved by keys and remembered; menus that close; keys of the page.
const limits = { side: [160, 520, 240], details: [240, 900, 380], problems: [60, 700, 150] };
const name = (pane) => `workbench.layer.${pane}`;
const read = (pane) => {
  try {
    const kept = localStorage.getItem(name(pane));
    return kept === null ? limits[pane][2] : Number(kept);
  } catch {
    return limits[pane][2];
  }
};
const set = (pane, size, keep = true) => {
  const [least, most] = limits[pane];
  const next = size <= 0 ? 0 : Math.min(most, Math.max(least, size));
  document.documentElement.style.setProperty(`--layer-${pane}`, `${next}px`);
  for (const splitter of document.querySelectorAll(`[data-splitter="${pane}"]`)) {
    splitter.setAttribute("aria-valuenow", String(next));
    splitter.setAttribute("aria-valuemin", "0");
    splitter.setAttribute("aria-valuemax", String(most));
  }
  if (!keep) return;
  try {
    localStorage.setItem(name(pane), String(next));
  } catch {
    // It holds for this page only.
  }
};
for (const pane of Object.keys(limits)) set(pane, read(pane), false);

const towards = { side: 1, details: -1, problems: -1 };
const toggle = (pane) => {
  const isFolded = read(pane) === 0;
  set(pane, isFolded ? limits[pane][2] : 0);
};

document.addEventListener("pointerdown", (event) => {
  const splitter = event.target.closest?.("[data-splitter]");
  if (!splitter || event.button !== 0) return;
  event.preventDefault();
  splitter.focus();
  const pane = splitter.dataset.splitter;
  const along = pane === "problems" ? "clientY" : "clientX";
  const from = event[along];
  const size = read(pane);
  splitter.setPointerCapture(event.pointerId);
  const move = (to) => set(pane, Math.max(1, size + towards[pane] * (to[along] - from)));
  const end = () => {
    splitter.removeEventListener("pointermove", move);
    splitter.removeEventListener("pointerup", end);
    splitter.removeEventListener("pointercancel", end);
  };
  splitter.addEventListener("pointermove", move);
  splitter.addEventListener("pointerup", end);
  splitter.addEventListener("pointercancel", end);
});
document.addEventListener("dblclick", (event) => {
  const splitter = event.target.closest?.("[data-splitter]");
  if (splitter) toggle(splitter.dataset.splitter);
});

// ---- menus are <details>: one at a time, closed by Escape, by a click elsewhere and by choosing.
const close = (menu, takeFocus) => {
  menu.open = false;
  if (takeFocus) menu.querySelector("summary")?.focus();
};
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("button, a")) close(menu, false);
  }
});

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!document.querySelector(".layer")) return;
  const splitter = target.closest?.("[data-splitter]");
  if (splitter) {
    const pane = splitter.dataset.splitter;
    const step = { ArrowLeft: -16, ArrowRight: 16, ArrowUp: -16, ArrowDown: 16 }[event.key];
    if (step) {
      event.preventDefault();
      set(pane, Math.max(1, read(pane) + towards[pane] * step));
    } else if (event.key === "Enter") {
      toggle(pane);
    }
    return;
  }
  const menu = target.closest?.("details.menu[open]");
  if (menu) {
    const items = [...menu.querySelectorAll("summary, button, a")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") close(menu, true);
    else if (event.key === "ArrowDown") items[Math.min(items.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") items[Math.max(0, at - 1)]?.focus();
    else return;
    event.preventDefault();
    return;
  }
  if (event.key === "F6") {
    const stops = [".side a.current, .side input", ".monaco-editor textarea, .open a", ".problems a, .problems [tabindex]", ".details a, .details button"].map((selector) => [...document.querySelectorAll(selector)].find((one) => one.offsetParent !== null)).filter(Boolean);
    const panes = stops.map((stop) => stop.closest(".side, .open, .problems, .details"));
    const here = panes.findIndex((pane) => pane.contains(target));
    const next = stops[(here + (event.shiftKey ? -1 : 1) + stops.length) % stops.length];
    next?.focus();
    event.preventDefault();
    return;
  }
  if (target.closest?.(".monaco-editor")) return; // It has keys of its own.
  const press = (key) => {
    const button = document.querySelector(`[data-key="${key}"]`);
    if (!button || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    button.click();
  };
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault(); // Not the browser's own.
    press("ctrl+s");
  } else if (event.key === "F8") {
    press(event.shiftKey ? "shift+f8" : "f8");
  } else if (event.key === "?" && !target.closest?.("input, textarea, select, [contenteditable]")) {
    press("?");
  }
});
