// Prompts are kept in the browser while they are typed: they survive a reload, and the moment when the interactive page replaces the prerendered one.
const keyOf = (name) => `workbench.draft:${name}`;

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-draft]");
  if (!field) return;
  try {
    if (field.value) sessionStorage.setItem(keyOf(field.dataset.draft), field.value);
    else sessionStorage.removeItem(keyOf(field.dataset.draft));
  } catch {
    // No storage: the draft lives as long as the page.
  }
});

export const draft = (name) => {
  const field = document.querySelector(`[data-draft="${CSS.escape(name)}"]`);
  if (field?.value) return field.value;
  try {
    return sessionStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
};

// Ctrl Enter sends a form from any of its fields; the server is told what was typed before it is told to go.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[data-submit-keys]");
  if (!form) return;
  event.preventDefault();
  if (event.target.matches("textarea, input[type=number]")) event.target.dispatchEvent(new Event("change", { bubbles: true }));
  form.requestSubmit();
});
