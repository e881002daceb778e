// <wb-time datetime="2026-11-20T10:00:00Z">: relative up to a week, then a date; exact on hover; in the viewer's zone.
// The text lives in a shadow root, out of the way of Blazor, which only sets the attribute.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const day = new Intl.DateTimeFormat("en", { year: "numeric", month: "short", day: "numeric" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "long" });
const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

const words = (at, form) => {
  if (form === "clock") return clock.format(at);
  const seconds = (at - Date.now()) / 1000;
  const past = Math.abs(seconds);
  if (past < 45) return "just now";
  if (past < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (past < 86400) return relative.format(Math.round(seconds / 3600), "hour");
  if (past < 7 * 86400) return relative.format(Math.round(seconds / 86400), "day");
  return day.format(at);
};

const shown = new Set();

class RelativeTime extends HTMLElement {
  static observedAttributes = ["datetime", "form"];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).append(document.createElement("time"));
    shown.add(this);
    this.show();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    this.show();
  }

  show() {
    const time = this.shadowRoot?.firstChild;
    const at = new Date(this.getAttribute("datetime"));
    if (!time || Number.isNaN(at.valueOf())) return;
    time.textContent = words(at, this.getAttribute("form"));
    time.dateTime = at.toISOString();
    time.title = exact.format(at);
  }
}

customElements.define("wb-time", RelativeTime);
setInterval(() => {
  for (const element of shown) element.show();
}, 30000);
