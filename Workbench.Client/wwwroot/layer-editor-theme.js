// The colours of the page's theme, as Monaco takes them.
/** A custom property with light-dark() is resolved only where it is used as a colour; Monaco takes #rrggbb(aa). */
const colours = () => {
  const probe = document.createElement("span");
  probe.style.transition = "none";
  document.body.append(probe);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    return "#" + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("");
  };
  const names = ["surface", "raised", "sunken", "hover", "selected", "line", "line-strong", "line-control", "text", "text-quiet", "text-faint", "accent", "accent-soft", "focus", "bad", "warning", "running", "code-keyword", "code-string", "code-number", "code-name", "code-comment"];
  const found = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return found;
};

export const paint = () => {
  const c = colours();
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(c.surface.slice(at, at + 2), 16));
  window.monaco.editor.defineTheme("workbench", {
    base: r + g + b < 384 ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      ["", "text"],
      ["type", "code-name"],
      ["string", "code-string"],
      ["string.yaml", "code-string"],
      ["number", "code-number"],
      ["keyword", "code-keyword"],
      ["comment", "code-comment"],
      ["tag", "code-keyword"],
      ["namespace", "code-keyword"],
      ["operators", "text-quiet"],
      ["delimiter", "text-quiet"],
    ].map(([token, colour]) => ({ token, foreground: c[colour].slice(1) })),
    colors: {
      "editor.background": c.surface,
      "editor.foreground": c.text,
      "editorLineNumber.foreground": c["text-faint"],
      "editorLineNumber.activeForeground": c.text,
      "editor.lineHighlightBackground": c.sunken,
      "editor.lineHighlightBorder": c.sunken,
      "editorCursor.foreground": c.accent,
      "editor.selectionBackground": c.selected,
      "editor.inactiveSelectionBackground": c.hover,
      "editor.wordHighlightBackground": c.hover,
      "editor.wordHighlightStrongBackground": c.selected,
      "editorIndentGuide.background1": c.line,
      "editorIndentGuide.activeBackground1": c["line-strong"],
      "editorBracketMatch.background": c["accent-soft"],
      "editorBracketMatch.border": c.accent,
      "editorError.foreground": c.bad,
      "editorWarning.foreground": c.warning,
      "editorInfo.foreground": c.running,
      "editorWidget.background": c.raised,
      "editorWidget.foreground": c.text,
      "editorWidget.border": c["line-strong"],
      "editorSuggestWidget.background": c.raised,
      "editorSuggestWidget.foreground": c.text,
      "editorSuggestWidget.border": c["line-strong"],
      "editorSuggestWidget.selectedBackground": c.selected,
      "editorSuggestWidget.selectedForeground": c.text,
      "editorSuggestWidget.highlightForeground": c.accent,
      "editorSuggestWidget.focusHighlightForeground": c.accent,
      "editorHoverWidget.background": c.raised,
      "editorHoverWidget.foreground": c.text,
      "editorHoverWidget.border": c["line-strong"],
      "input.background": c.surface,
      "input.foreground": c.text,
      "input.border": c["line-control"],
      "focusBorder": c.focus,
      "list.hoverBackground": c.hover,
      "scrollbarSlider.background": c.line,
      "scrollbarSlider.hoverBackground": c["line-strong"],
      "scrollbarSlider.activeBackground": c["line-control"],
      "editorOverviewRuler.border": c.line,
      "editorGutter.background": c.surface,
      "editorStickyScroll.background": c.surface,
      "editorStickyScrollHover.background": c.hover,
      "peekView.border": c.accent,
      "peekViewEditor.background": c.sunken,
      "peekViewEditorGutter.background": c.sunken,
      "peekViewResult.background": c.raised,
      "peekViewResult.fileForeground": c.text,
      "peekViewResult.lineForeground": c["text-quiet"],
      "peekViewResult.selectionBackground": c.selected,
      "peekViewResult.selectionForeground": c.text,
      "peekViewTitle.background": c.raised,
      "peekViewTitleLabel.foreground": c.text,
      "peekViewTitleDescription.foreground": c["text-quiet"],
      "menu.background": c.raised,
      "menu.foreground": c.text,
      "menu.selectionBackground": c.selected,
      "menu.selectionForeground": c.text,
      "textLink.foreground": c.accent,
      "diffEditor.insertedTextBackground": "#00000000",
      "diffEditor.removedTextBackground": "#00000000",
    },
  });
  window.monaco.editor.setTheme("workbench");
};
