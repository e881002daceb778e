namespace Workbench.BrowserTests.Infrastructure;

internal static class AccessibilityChecks
{
    /// <summary>Runs in the page; each string is a fault: controls without a name, ids used twice, one h1, headings without words, pictures without words, text under 4.5:1 (3:1 when large).</summary>
    public const string Script = """
        () => {
          const faults = [];
          const visible = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && e.getClientRects().length > 0;
          const describe = (e) => `${e.tagName.toLowerCase()}${e.className && typeof e.className === "string" ? "." + e.className.trim().split(/\s+/).join(".") : ""} "${(e.textContent || "").trim().slice(0, 30)}"`;
          const name = (e) => (e.getAttribute("aria-label") || (e.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join(" ") ||
            [...(e.labels || [])].map((l) => l.textContent).join(" ") || e.textContent || e.getAttribute("title") || "").trim();

          for (const e of document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=tab], [role=tree], [role=img], [role=region], [tabindex='0']"))
            if (visible(e) && !name(e)) faults.push(`no name: ${describe(e)}`);
          const ids = new Map();
          for (const e of document.querySelectorAll("[id]")) if (!e.closest("svg")) ids.set(e.id, (ids.get(e.id) || 0) + 1);
          for (const [id, count] of ids) if (count > 1) faults.push(`id ${id} is used ${count} times`);
          if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
          if (!document.title) faults.push("no title");
          if (document.documentElement.lang !== "en") faults.push("no language");
          for (const th of document.querySelectorAll("th")) if (!th.scope) faults.push(`no scope: ${describe(th)}`);

          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const seen = new Set();
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || seen.has(e) || e.closest("svg, script, style, option, :disabled, .visually-hidden, .skip") || !visible(e)) continue;
            seen.add(e);
            const style = getComputedStyle(e);
            const [a, b] = [luminance(rgba(style.color)), luminance(ground(e))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
            if (ratio < (isLarge ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${describe(e)}`);
          }
          return faults;
        }
        """;
}
