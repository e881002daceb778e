// The editor of the semantic layer: Monaco, whose texts live here in the browser. The server learns of changes by small numbered deltas,
// and answers with problems, completion and the like; a key press never waits for it. See docs/decisions/0017-monaco-from-npm.md.
import { pathOf, register } from "./layer-editor-language.js";
import { paint } from "./layer-editor-theme.js";

const quiet = 60; // ms without a key press before changes are sent
const longest = 400; // ms of steady typing after which they are sent all the same
const largest = 6000; // characters in one message of deltas: more goes as a stream (a circuit takes 32 KB)
const patience = 8000; // ms for an acknowledgement
const draftKey = (path) => `workbench.layer.unsent:${path}`;

// Where Enter puts the cursor: below the first key of an entry, not below its dash; one level in where a key has no value yet.
const onEnter = [
  { beforeText: /^\s*- +[^\s#{[&*!|>'"-][^:]*:\s*$/, action: { indentAction: 1, appendText: "  " } },
  { beforeText: /^\s*- +[^\s#{[&*!|>'"-][^:]*: .*$/, action: { indentAction: 0, appendText: "  " } },
  { beforeText: /:\s*$/, action: { indentAction: 1 } },
];

let loading = null;
const load = () =>
  (loading ??= new Promise((resolve, reject) => {
    if (window.monaco) return resolve(window.monaco);
    const root = new URL("lib/monaco/vs", document.baseURI).href;
    const fail = () => {
      loading = null;
      reject(new Error("The editor did not load."));
    };
    const script = document.createElement("script");
    script.src = `${root}/loader.js`;
    script.onerror = fail;
    script.onload = () => {
      delete window.define.amd; // Else other libraries would register with this loader.
      window.require.config({ paths: { vs: root } });
      // The colours first: a text that is shown before them stays without.
      const known = (yaml) => {
        yaml.conf.onEnterRules = onEnter;
        resolve(window.monaco);
      };
      window.require(["vs/editor/editor.main"], () => window.require(["vs/basic-languages/yaml/yaml"], known, fail), fail);
    };
    document.head.append(script);
  }));

// ---- storage: unsent text outlives the page
const store = {
  put(path, entry) {
    try {
      localStorage.setItem(draftKey(path), JSON.stringify(entry));
    } catch {
      // Full or switched off: the server's draft has all but the last moment.
    }
  },
  get(path) {
    try {
      return JSON.parse(localStorage.getItem(draftKey(path)));
    } catch {
      return null;
    }
  },
  remove(path) {
    try {
      localStorage.removeItem(draftKey(path));
    } catch {
      // Nothing was stored either.
    }
  },
};

/** One text and what the server knows of it. */
class Copy {
  constructor(editor, path, text, version, base) {
    this.editor = editor;
    this.path = path;
    this.base = base; // hash of the file that the text began with
    this.version = version; // of the text here
    this.acknowledged = version; // of the text there
    this.kept = version; // of the text that the server keeps as a draft
    this.waiting = []; // changes since `acknowledged`, oldest first
    this.mustStream = false;
    this.sending = null;
    this.firstChange = 0;
    const uri = editor.monaco.Uri.from({ scheme: "layer", path: `/${path}` });
    this.model = editor.monaco.editor.getModel(uri) ?? editor.monaco.editor.createModel("", "yaml", uri);
    this.model.setEOL(editor.monaco.editor.EndOfLineSequence.LF);
    if (this.model.getValue() !== text) this.model.setValue(text);
    this.model.updateOptions({ tabSize: 2, insertSpaces: true, bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
    this.listening = this.model.onDidChangeContent((event) => this.changed(event));
    this.recover();
  }

  /** What an earlier page typed here and could not send any more. */
  recover() {
    const kept = store.get(this.path);
    if (!kept) return;
    if (kept.base === this.base && kept.text !== this.model.getValue()) this.replace(kept.text);
    else store.remove(this.path);
  }

  changed(event) {
    if (this.isTaking) return;
    this.version++;
    delete this.editor.view.getContainerDomNode().dataset.kept;
    this.waiting.push(...event.changes.map((change) => ({ offset: change.rangeOffset, length: change.rangeLength, text: change.text })));
    const now = performance.now();
    if (this.firstChange === 0) this.firstChange = now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(quiet, this.firstChange + longest - now)));
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 250);
  }

  keep() {
    clearTimeout(this.keeping);
    if (this.version !== this.kept) store.put(this.path, { base: this.base, text: this.model.getValue() });
  }

  /** Sends what is not sent yet; one message at a time, in order. Resolves when the server has this text, or cannot be reached. */
  async flush() {
    clearTimeout(this.timer);
    this.firstChange = 0;
    while (this.sending) await this.sending;
    if (this.version === this.acknowledged || this.editor.isGone) return;
    this.sending = this.send();
    try {
      await this.sending;
    } finally {
      this.sending = null;
    }
  }

  async send() {
    const version = this.version;
    const changes = this.waiting;
    this.waiting = [];
    const isLarge = this.mustStream || changes.reduce((sum, change) => sum + change.text.length + 40, 0) > largest;
    try {
      const accepted = isLarge
        ? await within(this.editor.call("ReplaceTextAsync", this.path, version, DotNet.createJSStreamReference(new TextEncoder().encode(this.model.getValue()))))
        : await within(this.editor.call("ChangeTextAsync", this.path, this.acknowledged, version, changes));
      this.mustStream = !accepted;
      if (accepted) this.acknowledged = version;
      if (!accepted) this.retry(0);
    } catch {
      // The line is down or the answer was lost: the whole text goes when it is back, whatever arrived of this.
      this.mustStream = true;
      this.keep();
      this.retry(500);
    }
  }

  retry(after) {
    clearTimeout(this.timer);
    if (!this.editor.isGone) this.timer = setTimeout(() => this.flush(), after);
  }

  /** Another text from outside, as one edit that can be undone and leaves the cursor where it is. */
  replace(text) {
    const old = this.model.getValue();
    if (old === text) return;
    let start = 0;
    const shorter = Math.min(old.length, text.length);
    while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
    let end = 0;
    while (end < shorter - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
    const from = this.model.getPositionAt(start);
    const to = this.model.getPositionAt(old.length - end);
    this.model.pushStackElement();
    this.model.pushEditOperations(
      this.editor.view.getModel() === this.model ? this.editor.view.getSelections() : null,
      [{ range: this.editor.monaco.Range.fromPositions(from, to), text: text.slice(start, text.length - end) }],
      () => null,
    );
    this.model.pushStackElement();
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.keeping);
    this.listening.dispose();
    this.model.dispose();
  }
}

const within = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("No answer.")), patience))]);

const editors = new Set();

class LayerEditor {
  constructor(monaco, host, page, isReadOnly, why) {
    this.monaco = monaco;
    this.page = page;
    this.copies = new Map();
    this.states = new Map();
    this.isGone = false;
    this.why = why;
    this.view = monaco.editor.create(host, {
      model: null,
      theme: "workbench",
      automaticLayout: true,
      ariaLabel: "Text of the file",
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-code"),
      fontSize: 13,
      lineHeight: 20,
      fontLigatures: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      smoothScrolling: false,
      cursorBlinking: matchMedia("(prefers-reduced-motion: reduce)").matches ? "solid" : "blink",
      padding: { top: 8, bottom: 8 },
      tabSize: 2,
      insertSpaces: true,
      detectIndentation: false,
      wordWrap: host.clientWidth < 500 ? "on" : "off",
      wordBasedSuggestions: "off",
      quickSuggestions: { other: true, comments: false, strings: true },
      suggestOnTriggerCharacters: true,
      acceptSuggestionOnEnter: "smart", // A word that is typed out already: the next line, not the suggestion.
      suggest: { showWords: false, preview: false, showStatusBar: false },
      renderWhitespace: "none",
      occurrencesHighlight: "singleFile",
      stickyScroll: { enabled: false },
      fixedOverflowWidgets: true,
      glyphMargin: false,
      placeholder: isReadOnly ? undefined : "Empty. Ctrl Space shows what may be written here.",
      bracketPairColorization: { enabled: false },
      lineNumbersMinChars: 4,
      unicodeHighlight: { ambiguousCharacters: true },
      unusualLineTerminators: "off",
      readOnly: isReadOnly,
      readOnlyMessage: why ? { value: why } : undefined,
      "semanticHighlighting.enabled": false,
    });
    host.querySelector("textarea")?.setAttribute("data-editor", "layer");
    this.view.onDidChangeCursorPosition((event) => {
      clearTimeout(this.moving);
      this.moving = setTimeout(() => this.moved(), 120);
    });
    const { KeyMod, KeyCode } = monaco;
    const key = (keybinding, name) => this.view.addCommand(keybinding, () => this.command(name));
    key(KeyMod.CtrlCmd | KeyCode.KeyS, "save");
    key(KeyCode.F8, "next-problem");
    key(KeyMod.Shift | KeyCode.F8, "previous-problem");
    this.view.addAction({ id: "layer.rename", label: "Rename everywhere", keybindings: [KeyCode.F2], contextMenuGroupId: "1_modification", run: () => this.command("rename") });
    this.view.addAction({ id: "layer.palette", label: "Search and commands", keybindings: [KeyMod.CtrlCmd | KeyCode.KeyK], run: () => window.workbenchFrame.openPalette() });
    this.layout = new ResizeObserver(() => this.view.updateOptions({ wordWrap: host.clientWidth < 500 ? "on" : "off" }));
    this.layout.observe(host);
  }

  call(method, ...parameters) {
    return this.page.invokeMethodAsync(method, ...parameters);
  }

  get current() {
    const model = this.view.getModel();
    return model ? this.copies.get(pathOf(model.uri)) : undefined;
  }

  /** A command of the page, after the server has the text that it is about. */
  async command(name) {
    const copy = this.current;
    const position = this.view.getPosition();
    await copy?.flush();
    await this.call("CommandAsync", name, copy?.path ?? null, position?.lineNumber ?? 1, position?.column ?? 1).catch(() => {});
  }

  async moved() {
    const copy = this.current;
    const position = this.view.getPosition();
    if (!copy || !position || this.isGone) return;
    await copy.flush();
    if (this.current === copy) await this.call("MovedAsync", copy.path, position.lineNumber, position.column).catch(() => {});
  }

  show(path, text, version, base, isReadOnly, line, column, takeFocus) {
    const before = this.view.getModel();
    if (before) this.states.set(pathOf(before.uri), this.view.saveViewState());
    let copy = this.copies.get(path);
    if (!copy) {
      copy = new Copy(this, path, text, version, base);
      this.copies.set(path, copy);
    }
    this.view.updateOptions({ readOnly: isReadOnly });
    if (before !== copy.model) {
      this.view.setModel(copy.model);
      const state = this.states.get(path);
      if (state) this.view.restoreViewState(state);
    }
    if (line) this.reveal(line, column ?? 1);
    if (takeFocus) this.view.focus();
    if (copy.version !== copy.acknowledged) copy.retry(0);
    this.moved();
  }

  reveal(line, column) {
    this.view.setPosition({ lineNumber: line, column });
    this.view.revealLineInCenterIfOutsideViewport(line);
  }

  /**
   * Text from outside: a merge, a rename, a form, the file on disk. The server has it already under `version`.
   * False, and nothing happens, when something was typed that the server does not know, unless it is to be replaced all the same.
   */
  replace(path, text, version, base, always) {
    const copy = this.copies.get(path);
    if (!copy) return true;
    if (copy.version !== copy.acknowledged && !always) return false;
    copy.isTaking = true;
    copy.replace(text);
    copy.isTaking = false;
    copy.waiting = [];
    copy.version = copy.acknowledged = version;
    copy.base = base;
    return true;
  }

  rebase(path, base) {
    const copy = this.copies.get(path);
    if (copy) copy.base = base;
  }

  /** The server keeps the text of this version: it need not be kept here. */
  kept(path, version) {
    const copy = this.copies.get(path);
    if (!copy) return;
    copy.kept = version;
    if (copy.version !== version) return;
    clearTimeout(copy.keeping);
    store.remove(path);
    this.view.getContainerDomNode().dataset.kept = path;
  }

  mark(path, version, problems) {
    const copy = this.copies.get(path);
    if (!copy || copy.version !== version) return; // Typed on meanwhile: the next ones are on their way.
    const { MarkerSeverity } = this.monaco;
    this.monaco.editor.setModelMarkers(
      copy.model,
      "layer",
      problems.map((problem) => ({
        startLineNumber: problem.line,
        startColumn: problem.column,
        endLineNumber: problem.endLine,
        endColumn: problem.endColumn,
        message: problem.message,
        code: problem.code,
        severity: problem.isError ? MarkerSeverity.Error : MarkerSeverity.Warning,
      })),
    );
    this.view.getContainerDomNode().dataset.marked = `${path}:${version}:${problems.length}`;
  }

  /** A text that is only looked at (in a peek of references); its file is not open. */
  async borrow(path) {
    const uri = this.monaco.Uri.from({ scheme: "layer", path: `/${path}` });
    if (this.monaco.editor.getModel(uri)) return;
    const text = await this.call("ReadAsync", path).catch(() => null);
    if (text !== null && !this.monaco.editor.getModel(uri)) this.monaco.editor.createModel(text, "yaml", uri);
  }

  close(path) {
    const copy = this.copies.get(path);
    if (!copy) return;
    this.copies.delete(path);
    this.states.delete(path);
    if (this.view.getModel() === copy.model) this.view.setModel(null);
    copy.close();
    store.remove(path);
  }

  remove() {
    this.isGone = true;
    editors.delete(this);
    this.layout.disconnect();
    clearTimeout(this.moving);
    for (const copy of this.copies.values()) {
      copy.keep();
      copy.close();
    }
    this.view.dispose();
  }

  /** Everything typed so far is sent. */
  async flush() {
    for (const copy of this.copies.values()) await copy.flush();
  }

  focus() {
    this.view.focus();
  }
}

export async function create(host, page, isReadOnly, why) {
  const monaco = await load();
  if (!host.isConnected) return null;
  paint();
  register(monaco, editors);
  const editor = new LayerEditor(monaco, host, page, isReadOnly, why);
  editors.add(editor);
  return editor;
}

// Nothing typed is lost when the page goes before its changes were sent.
addEventListener("pagehide", () => {
  for (const editor of editors) for (const copy of editor.copies.values()) copy.keep();
});

const repaint = () => window.monaco && editors.size > 0 && paint();
new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
