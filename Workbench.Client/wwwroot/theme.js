// Runs before the first paint, so that a chosen theme does not flash; and tells the server the viewer's time zone with the next request.
(() => {
  const key = "workbench.theme";
  const root = document.documentElement;

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const chosen = () => {
    try {
      return localStorage.getItem(key) ?? "system";
    } catch {
      return "system"; // Storage is switched off: the system decides.
    }
  };

  apply(chosen());
  addEventListener("storage", (event) => event.key === key && apply(event.newValue));

  window.workbenchTheme = {
    get: chosen,
    set(theme) {
      try {
        localStorage.setItem(key, theme);
      } catch {
        // It holds for this page only.
      }
      apply(theme);
    },
  };

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `workbench-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
})();
