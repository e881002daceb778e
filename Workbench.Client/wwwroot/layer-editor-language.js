// What the language knows, asked of the server: completion, hover, places, outline.
export const pathOf = (uri) => uri.path.replace(/^\//, "");

/** @param editors The editors of the page: the one that holds a text is asked about it. */
export const register = (monaco, editors) => {
  if (register.isDone) return;
  register.isDone = true;
  const { CompletionItemKind, CompletionItemInsertTextRule, SymbolKind } = monaco.languages;
  const kinds = { Key: "Property", Value: "Value", Table: "Struct", Column: "Field", Entity: "Class", Dimension: "Field", Time: "Event", Join: "Reference", Segment: "Constant", Metric: "Function", Level: "EnumMember", Function: "Method", Snippet: "Snippet" };
  const symbols = { table: "Struct", column: "Field", entity: "Class", time: "Event", dimension: "Field", segment: "Constant", join: "Interface", metric: "Function", product: "Package", level: "EnumMember", term: "Key", rule: "Boolean", query: "Method", example: "String" };
  const ofModel = (model) => [...editors].find((editor) => editor.copies.has(pathOf(model.uri)));
  const range = (r) => new monaco.Range(r.line, r.column, r.endLine, r.endColumn);
  /** Asks after the server has the text; null when the question is no longer wanted, or nobody is there. */
  const ask = async (model, method, position, token) => {
    const editor = ofModel(model);
    const copy = editor?.copies.get(pathOf(model.uri));
    if (!copy) return null;
    await copy.flush();
    if (token?.isCancellationRequested || copy.version !== copy.acknowledged) return null;
    return editor.call(method, copy.path, position?.lineNumber ?? 1, position?.column ?? 1).catch(() => null);
  };
  const places = async (model, method, position, token) => {
    const found = (await ask(model, method, position, token)) ?? [];
    const editor = ofModel(model);
    await Promise.all([...new Set(found.map((place) => place.path))].map((path) => editor?.borrow(path)));
    return found.map((place) => ({ uri: monaco.Uri.from({ scheme: "layer", path: `/${place.path}` }), range: range(place) }));
  };
  monaco.languages.registerCompletionItemProvider("yaml", {
    triggerCharacters: [" ", ":", "-", ".", "[", "{", ",", "(", "\"", "'"],
    async provideCompletionItems(model, position, context, token) {
      const found = await ask(model, "CompleteAsync", position, token);
      if (!found) return { suggestions: [], incomplete: true };
      return {
        suggestions: found.items.map((item) => ({
          label: item.detail ? { label: item.label, description: item.detail } : item.label,
          kind: CompletionItemKind[kinds[item.kind] ?? "Text"],
          insertText: item.insert,
          insertTextRules: item.isSnippet ? CompletionItemInsertTextRule.InsertAsSnippet | CompletionItemInsertTextRule.KeepWhitespace : undefined,
          documentation: item.markdown ? { value: item.markdown } : undefined,
          sortText: item.sort + item.label,
          filterText: item.label,
          range: range(found.range),
        })),
      };
    },
  });
  monaco.languages.registerHoverProvider("yaml", {
    async provideHover(model, position, token) {
      const found = await ask(model, "HoverAsync", position, token);
      return found && { range: range(found.range), contents: [{ value: found.markdown }] };
    },
  });
  monaco.languages.registerDefinitionProvider("yaml", { provideDefinition: (model, position, token) => places(model, "DefinitionAsync", position, token) });
  monaco.languages.registerReferenceProvider("yaml", { provideReferences: (model, position, context, token) => places(model, "ReferencesAsync", position, token) });
  monaco.languages.registerDocumentSymbolProvider("yaml", {
    displayName: "Semantic layer",
    async provideDocumentSymbols(model, token) {
      const read = (symbol) => ({ name: symbol.name || symbol.kind, detail: symbol.detail ?? "", kind: SymbolKind[symbols[symbol.kind] ?? "Object"], tags: [], range: range(symbol.range), selectionRange: range(symbol.range), children: symbol.children.map(read) });
      return ((await ask(model, "OutlineAsync", null, token)) ?? []).map(read);
    },
  });
  monaco.editor.registerEditorOpener({
    openCodeEditor(source, resource, place) {
      const editor = [...editors].find((one) => one.view === source) ?? [...editors][0];
      if (!editor || resource.scheme !== "layer") return false;
      editor.call("GoAsync", pathOf(resource), place?.startLineNumber ?? place?.lineNumber ?? 1, place?.startColumn ?? place?.column ?? 1).catch(() => {});
      return true;
    },
  });
};
