// The composer's keys and drafts live in the browser: typing costs no round trip, works before the connection is there, and survives its loss.
const draftKey = () => `workbench.draft:${location.pathname}`;

let page = null; // The .NET side, once the page is interactive.
let waiting = null; // Asked before that.
let typed = null; // The text as last typed: the interactive page replaces the prerendered one, field and all.
let hadFocus = false;

const field = () => document.querySelector("textarea[data-composer]");

const keep = (text) => {
  typed = text;
  try {
    if (text) sessionStorage.setItem(draftKey(), text);
    else sessionStorage.removeItem(draftKey());
  } catch {
    // No storage: the draft lives as long as the page.
  }
};

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.4)}px`;
  const send = area.form?.querySelector("[data-send]");
  if (send) send.disabled = area.value.trim() === "";
};

const write = (area, text) => {
  area.value = text;
  keep(text);
  grow(area);
};

/** Asks. What was typed goes only once the server has it. */
const ask = async (text, area) => {
  const question = text.trim();
  if (!question) return;
  if (!page) {
    waiting = question;
    return;
  }
  if (area) write(area, "");
  try {
    const isTaken = await page.invokeMethodAsync("AskFromBrowser", question);
    if (!isTaken && area && !area.value) write(area, text);
  } catch (error) {
    if (area && !area.value) write(area, text);
    throw error;
  }
};

document.addEventListener("keydown", (event) => {
  const area = event.target.closest?.("textarea[data-composer]");
  if (area && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(area.value, area);
  } else if (area && event.key === "ArrowUp" && area.value === "") {
    event.preventDefault();
    page?.invokeMethodAsync("EditLastFromBrowser");
  } else if (event.key === "Escape" && page && !document.querySelector("dialog[open]") && document.querySelector("[data-stop]")) {
    event.preventDefault();
    page.invokeMethodAsync("StopFromBrowser");
  }
});

document.addEventListener("input", (event) => {
  const area = event.target.closest?.("textarea[data-composer]");
  if (!area) return;
  keep(area.value);
  grow(area);
});

document.addEventListener("focusin", (event) => {
  if (event.target.closest?.("textarea[data-composer]")) hadFocus = true;
  else if (event.target !== document.body) hadFocus = false;
});

document.addEventListener("submit", (event) => {
  const area = event.target.querySelector?.("textarea[data-composer]");
  if (!area) return;
  event.preventDefault();
  ask(area.value, area);
  area.focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-ask]");
  if (button) ask(button.dataset.ask);
});

/** Called when the page is interactive: brings back the draft and what was asked too early. */
export function attach(reference) {
  page = reference;
  restore();
  if (waiting) {
    const question = waiting;
    waiting = null;
    const area = field();
    if (area && area.value.trim() === question) write(area, "");
    ask(question);
  }
}

export function detach(reference) {
  if (page === reference || !reference) page = null;
}

/** The draft of the conversation that is open now. */
export function restore() {
  const area = field();
  if (!area) return;
  let draft = null;
  try {
    draft = sessionStorage.getItem(draftKey());
  } catch {
    draft = typed;
  }
  write(area, draft ?? "");
  if (hadFocus || matchMedia("(hover: hover)").matches) area.focus({ preventScroll: true });
}

/** Scrolls to the newest turn, unless the reader has scrolled up to read. */
const isNearEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 160;
let follower = null;

export function followEnd(list) {
  follower?.disconnect();
  let atEnd = true;
  list.addEventListener("scroll", () => (atEnd = isNearEnd(list)), { passive: true });
  follower = new ResizeObserver(() => {
    if (atEnd) toEnd(list);
  });
  if (list.firstElementChild) follower.observe(list.firstElementChild);
  toEnd(list);
}

export function toEnd(list) {
  if (list?.querySelector("article")) list.scrollTop = list.scrollHeight;
  else if (list) list.scrollTop = 0;
}
