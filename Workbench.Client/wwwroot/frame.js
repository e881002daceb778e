// The frame of every page: starts Blazor, shows a lost connection, keys, copying, theme buttons and times in the viewer's zone.
import "./composer.js";
import { draft } from "./drafts.js";
import "./time.js";

// ---- connection: a quiet bar; typed text stays where it is (composer.js keeps drafts), and a circuit that is gone is replaced by a reload.
const bar = document.getElementById("components-reconnect-modal");

Blazor.start({
  circuit: {
    reconnectionOptions: {
      maxRetries: 100000,
      retryIntervalMilliseconds: (attempt) => (attempt === 0 ? 0 : Math.min(5000, 250 * 2 ** Math.min(attempt, 5))),
      dialogId: "components-reconnect-modal",
    },
  },
});

const reloadWhenServerAnswers = async () => {
  for (let wait = 250; ; wait = Math.min(5000, wait * 2)) {
    try {
      const answer = await fetch("/healthz", { cache: "no-store" });
      if (answer.ok) {
        location.reload();
        return;
      }
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
};

let isReloading = false;
new MutationObserver(() => {
  const isGone = ["components-reconnect-rejected", "components-reconnect-failed"].some((name) => bar.classList.contains(name));
  if (isGone && !isReloading) {
    isReloading = true;
    reloadWhenServerAnswers();
  }
}).observe(bar, { attributes: true, attributeFilter: ["class"] });

// A page that broke past every boundary: Blazor shows its bar. An open dialog would stand before it and take its clicks.
const broken = document.getElementById("blazor-error-ui");
new MutationObserver(() => {
  if (getComputedStyle(broken).display === "none") return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  broken.querySelector("button")?.focus();
}).observe(broken, { attributes: true, attributeFilter: ["style"] });

// A page that the browser brings back from its cache has lost its circuit without being told.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// ---- command palette: opens at once, without the server; Blazor fills it.
const openPalette = () => {
  const dialog = document.getElementById("command-palette");
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input?.select();
  input?.focus();
};

export const closePalette = () => document.getElementById("command-palette")?.close();
/** Scrolls a list of rows of one height so that a row is in sight, also one that is not drawn yet. */
const showRow = (list, number, height = 28) => {
  const top = (number - 1) * height;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
};

const showElement = (id) => document.getElementById(id)?.scrollIntoView({ block: "center" });

const keepInSight = (id) => document.getElementById(id)?.scrollIntoView({ block: "nearest" });

const save = (name, type, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

/** The field that a dialog begins with. */
const focusField = (dialog) => {
  const field = dialog.querySelector("[autofocus]") ?? dialog.querySelector("input, textarea, select");
  field?.focus();
  return Boolean(field);
};

/** Where a form that was sent has to be mended, once the drawing of that refusal is here. */
const focusFault = (id, refusals) => {
  const form = document.getElementById(id);
  const focus = () => {
    if (form?.dataset.refusals !== String(refusals)) return false;
    form.querySelector(".wrong input, .wrong select, .wrong textarea")?.focus();
    return true;
  };
  if (!form || focus()) return;
  const coming = new MutationObserver(() => focus() && coming.disconnect());
  coming.observe(form, { attributeFilter: ["data-refusals"] });
};

/** Modal dialogs of pages; the element that had the focus gets it back when they close. */
const showDialog = (dialog) => {
  if (!dialog?.isConnected || dialog.open) return;
  // The browser gives the focus back when a dialog is closed, but not when it is taken off the page.
  const before = document.activeElement;
  const watch = new MutationObserver(() => {
    if (dialog.isConnected) return;
    watch.disconnect();
    if (before?.isConnected && document.activeElement === document.body) before.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  dialog.showModal();
  if (focusField(dialog)) return;
  // Its fields come once it is known what can be chosen; whoever moved on meanwhile is left alone.
  const start = document.activeElement;
  const coming = new MutationObserver(() => {
    if (!dialog.isConnected || document.activeElement !== start || focusField(dialog)) coming.disconnect();
  });
  coming.observe(dialog, { childList: true, subtree: true });
};
const closeDialog = (dialog) => dialog?.open && dialog.close();

/** For styles and tests: clicks reach the server from now on. */
const interactive = () => (document.documentElement.dataset.interactive = "true");

window.workbenchFrame = { interactive, draft, openPalette, closePalette, showRow, showElement, keepInSight, showDialog, closeDialog, focusFault, save };

// ---- keys
const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.altKey && !event.ctrlKey && event.code === "KeyN") {
    event.preventDefault();
    document.querySelector("[data-key='alt+n']")?.click();
    return;
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
    event.preventDefault();
    const search = [...document.querySelectorAll("[data-search]")].find((field) => field.offsetParent !== null);
    if (search) {
      search.focus();
      search.select?.();
    } else {
      openPalette();
    }
    return;
  }
  // Lists that move with the arrows keep the page from scrolling under them.
  if (event.target.closest?.("[data-arrows]") && ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    event.preventDefault();
  }
});

// ---- clicks that need no server
const say = (button, words) => {
  button.dataset.said = words;
  const live = document.getElementById("said");
  if (live) live.textContent = words;
  setTimeout(() => {
    delete button.dataset.said;
    if (live) live.textContent = "";
  }, 1500);
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the clipboard's permission (plain http, an old browser): by selection.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from], [data-theme-set], [data-palette]");
  if (!button) {
    if (event.target.id === "command-palette") closePalette(); // A click beside the open dialog lands on the dialog itself.
    return;
  }
  if (button.dataset.themeSet) {
    window.workbenchTheme.set(button.dataset.themeSet);
    markTheme();
  } else if ("palette" in button.dataset) {
    openPalette();
  } else {
    const from = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
    await copyText(from ? from.textContent : button.dataset.copy);
    say(button, "Copied");
  }
});

// The pressed state of the theme buttons is the browser's to know, not the server's.
const markTheme = () => {
  const theme = window.workbenchTheme.get();
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    const pressed = String(button.dataset.themeSet === theme);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
};
markTheme();
new MutationObserver(markTheme).observe(document.body, { childList: true, subtree: true });
