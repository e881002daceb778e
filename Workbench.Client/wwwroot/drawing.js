// What pictures of libraries need: the library itself, loaded once, and the colours of the theme.
const libraries = new Map();

/** The global that a script defines; the script is loaded when it is first asked for, and again after a fault. */
export const library = (global, path) => {
  if (!libraries.has(path))
    libraries.set(path, new Promise((resolve, reject) => {
      if (window[global]) return resolve(window[global]);
      const script = document.createElement("script");
      script.src = new URL(path, document.baseURI);
      script.onload = () => resolve(window[global]);
      script.onerror = () => {
        libraries.delete(path);
        reject(new Error(`${path} did not load.`));
      };
      document.head.append(script);
    }));
  return libraries.get(path);
};

/** Custom properties as colours, by name. One with light-dark() is resolved only where it is used as a colour. */
export const themeColours = (element, names) => {
  const probe = document.createElement("span");
  probe.style.transition = "none";
  element.append(probe);
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
};

/** Calls back when the theme becomes another. */
export const onThemeChange = (redraw) => {
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
};
