using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>The author's page. Each test writes files of its own, so that none sees another's changes.</summary>
public abstract class LayerPageTest(RunningWorkbench workbench) : BrowserTest(workbench)
{
    protected static string Metric(string name, string label) =>
        $"metrics:\n  - name: {name}\n    label: {label}\n    entity: account\n    agg: count\n    time: created\n";

    protected string OnDisk(string path) => Path.Combine(Workbench.Layer, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A metrics file of this test alone, on disk and in use.</summary>
    protected async Task<string> FileAsync(string name, string text)
    {
        var path = $"3-metrics/{name}";
        await File.WriteAllTextAsync(OnDisk(path), text, Cancellation);
        return path;
    }

    protected static async Task OpenFileAsync(IPage page, string path)
    {
        await GoAsync(page, $"/layer?file={Uri.EscapeDataString(path)}");
        await Expect(page.Locator(".monaco-editor .view-line").First).ToBeVisibleAsync();
        await Expect(page.Locator(".tab.current")).ToContainTextAsync(path[(path.LastIndexOf('/') + 1)..]);
    }

    protected static Task PlaceAsync(IPage page, int line, int column) =>
        page.EvaluateAsync(
            "([line, column]) => { const editor = monaco.editor.getEditors()[0]; editor.setPosition({ lineNumber: line, column }); editor.focus(); }",
            new[] { line, column }
        );

    /// <summary>The editor's text, wrapped lines or not.</summary>
    protected static async Task HasTextAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync("text => window.monaco?.editor.getEditors()[0]?.getValue().includes(text)", text);

    /// <summary>Until the server keeps all that was typed in the file.</summary>
    protected static Task KeptAsync(IPage page, string path) =>
        page.WaitForFunctionAsync("path => document.querySelector('[data-kept]')?.dataset.kept === path", path, new() { Timeout = 120_000 });

    protected static async Task SaveAsync(IPage page, string message)
    {
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByLabel("What changes?")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(message);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Saved");
    }

    /// <summary>A command of the palette, without the mouse.</summary>
    protected static async Task CommandAsync(IPage page, string typed, string title)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Go to a page" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(typed);
        await Expect(page.Locator("#palette-items [aria-selected=true]")).ToContainTextAsync(title);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses a key until the control of that name has the focus.</summary>
    protected static Task TabToAsync(IPage page, string name, string key = "Tab") =>
        TabUntilAsync(page, "name => (document.activeElement.innerText ?? '').trim() === name", name, key);

    /// <summary>Presses Tab until the field of that label has the focus.</summary>
    protected static Task TabToFieldAsync(IPage page, string label) =>
        TabUntilAsync(page, "label => [...(document.activeElement.labels ?? [])].some(l => l.innerText.trim().startsWith(label))", label);

    private static async Task TabUntilAsync(IPage page, string isThere, string what, string key = "Tab")
    {
        List<string> passed = [];
        for (var presses = 0; presses < 80; presses++)
        {
            if (await page.EvaluateAsync<bool>(isThere, what))
                return;
            await page.Keyboard.PressAsync(key);
            passed.Add(
                await page.EvaluateAsync<string>(
                    "() => (document.activeElement.innerText || document.activeElement.id || document.activeElement.tagName).slice(0, 30)"
                )
            );
        }
        throw new InvalidOperationException($"\"{what}\" is not reached by {key}, only {string.Join(", ", passed.Distinct(StringComparer.Ordinal))}.");
    }

    /// <summary>Chooses in a list that has the focus.</summary>
    protected static async Task ChooseAsync(IPage page, string value)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            if (await page.EvaluateAsync<string>("() => document.activeElement.value") == value)
                return;
            await page.Keyboard.PressAsync("ArrowDown");
        }
        throw new InvalidOperationException($"\"{value}\" is not among what can be chosen.");
    }

    /// <summary>Puts the cursor into the text, without the mouse.</summary>
    protected static async Task WalkToAsync(IPage page, int line, int column)
    {
        await InTheEditorAsync(page);
        await page.Keyboard.PressAsync("Control+Home");
        for (var i = 1; i < line; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        for (var i = 1; i < column; i++)
            await page.Keyboard.PressAsync("ArrowRight");
    }

    /// <summary>From pane to pane until the text has the focus.</summary>
    protected static async Task InTheEditorAsync(IPage page)
    {
        for (var presses = 0; presses < 5; presses++)
        {
            if (await page.EvaluateAsync<bool>("() => document.activeElement.matches('.monaco-editor textarea')"))
                return;
            await page.Keyboard.PressAsync("F6");
        }
        throw new InvalidOperationException("The text is not reached by F6.");
    }

    /// <summary>The text has the keys again once a dialog is gone.</summary>
    protected static async Task IsBackInTheEditorAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.Locator(".monaco-editor textarea").First).ToBeFocusedAsync();
    }

    /// <summary>On the page of the history: takes its newest revision back, by the keyboard alone.</summary>
    protected static async Task RevertNewestAsync(IPage page, string message)
    {
        await ChooseNewestAsync(page, message);
        await TabToAsync(page, "Revert…");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("What changes?")).ToBeFocusedAsync();
        // As a save does: which lines, and which numbers they move.
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Revert", Exact = true })).ToBeVisibleAsync();
        await Expect(dialog.Locator("section.diff")).ToBeVisibleAsync();
        await Expect(dialog.Locator("div.diff .lines").First).ToBeVisibleAsync();
        await page.GetByLabel("What changes?").PressAsync("Enter");
        await Expect(page.Locator(".done")).ToContainTextAsync("Saved as revision");
    }

    protected static async Task ChooseNewestAsync(IPage page, string message)
    {
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync(message);
        await TabUntilAsync(page, "role => document.activeElement.getAttribute('role') === role", "listbox");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator(".detail h2")).ToHaveTextAsync(message);
    }

    /// <summary>As Ctrl V does it, without the clipboard that all tests share.</summary>
    protected static Task PasteAsync(IPage page, string text) =>
        page.EvaluateAsync(
            """
            text => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """,
            text
        );

    protected static async Task DiscardAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard", Exact = true }).ClickAsync();
        await Expect(page.Locator(".tab .dot")).ToHaveCountAsync(0);
    }

    /// <summary>What is on disk becomes this within a moment: a save is written before it is told, a file of a test is read when it is looked at.</summary>
    protected async Task OnDiskAsync(string path, string text)
    {
        for (var looks = 0; looks < 50 && await File.ReadAllTextAsync(OnDisk(path), Cancellation) != text; looks++)
            await Task.Delay(100, Cancellation);
        (await File.ReadAllTextAsync(OnDisk(path), Cancellation)).ShouldBe(text);
    }
}
