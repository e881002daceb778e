using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.StepNotes;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

public sealed class WhenStepsAreNoted(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_reads_a_note_and_only_its_author_changes_it()
    {
        var asker = new Person("ada");
        await using var host = await StartAsync(asker);
        var notes = host.Get<IStepNotes>();
        var run = (await host.RunAsync("Revenue by region?")).RunId;
        var note = Saved(await notes.AddAsync(run, 2, "  The prompt misses the region.  ", Cancellation));

        note.Text.ShouldBe("The prompt misses the region.");
        asker.Name = "bob";
        (await NotesAsync(host, run, 2)).ShouldBe([(note.Text, "ada", false)]);
        (await NotesAsync(host, run, 1)).ShouldBeEmpty();
        (await host.Traces.StepsAsync(run, 0, 3, Cancellation)).Select(s => s.Notes).ShouldBe([0, 1, 0]);
        (await notes.ChangeAsync(note.Id, "No.", Cancellation)).ShouldBeOfType<NoteRefused>();
        (await notes.RemoveAsync(note.Id, Cancellation)).ShouldBeOfType<NoteRefused>();

        asker.Name = "ada";
        Saved(await notes.ChangeAsync(note.Id, "Mended in v2.", Cancellation)).ChangedAt.ShouldNotBeNull();
        Saved(await notes.RemoveAsync(note.Id, Cancellation));
        (await NotesAsync(host, run, 2)).ShouldBeEmpty();
        Saved(await notes.RestoreAsync(note.Id, Cancellation));
        (await NotesAsync(host, run, 2)).ShouldBe([("Mended in v2.", "ada", true)]);
    }

    [Fact]
    public async Task A_label_is_one_whatever_its_case_and_anybody_takes_it_away()
    {
        var asker = new Person("ada");
        await using var host = await StartAsync(asker);
        var notes = host.Get<IStepNotes>();
        var run = (await host.RunAsync("Revenue by region?")).RunId;

        foreach (var label in (string[])["Wrong  Join", "wrong join ", "a", "zu prüfen"])
            (await notes.LabelAsync(run, 3, label, Cancellation)).ShouldBeOfType<LabelSaved>();

        (await notes.LabelsAsync(Cancellation)).Order(StringComparer.Ordinal).ShouldBe(["a", "wrong join", "zu prüfen"]);
        (await LabelsAsync(host, run, 3)).ShouldBe(["a", "wrong join", "zu prüfen"]);
        asker.Name = "bob";
        (await notes.UnlabelAsync(run, 3, "a", Cancellation)).ShouldBeOfType<LabelSaved>();
        (await LabelsAsync(host, run, 3)).ShouldBe(["wrong join", "zu prüfen"]);
    }

    [Fact]
    public async Task Runs_are_found_by_labels_by_notes_and_by_what_the_notes_say()
    {
        await using var host = await StartAsync(new Person("ada"));
        var notes = host.Get<IStepNotes>();
        var noted = (await host.RunAsync("Revenue by region?")).RunId;
        var labelled = (await host.RunAsync("Churn by plan?")).RunId;
        var note = Saved(await notes.AddAsync(noted, 2, "Confuses booking and billing.", Cancellation));
        await notes.LabelAsync(labelled, 1, "Slow", Cancellation);
        await WhenTracesAreSearched.IndexAsync(host);

        async Task<IEnumerable<Guid>> FoundAsync(TraceFilter filter) => (await host.Traces.ListAsync(filter, null, 50, Cancellation)).Runs.Select(r => r.Run);

        (await FoundAsync(new TraceFilter { Label = "slow" })).ShouldBe([labelled]);
        (await FoundAsync(new TraceFilter { Label = "fast" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Notes = NotesFilter.Any })).ShouldBe([noted]);
        (await FoundAsync(new TraceFilter { Notes = NotesFilter.None })).ShouldBe([labelled]);
        var found = (await host.Traces.ListAsync(new TraceFilter { Text = "confuses bill" }, null, 50, Cancellation)).Runs.ShouldHaveSingleItem();
        found.Run.ShouldBe(noted);
        found.Hit.ShouldNotBeNull().Steps.ShouldBe([2]);
        (await host.Traces.ListAsync(new TraceFilter(), null, 50, Cancellation))
            .Runs.Select(r => (r.Run, string.Join(',', r.Labels)))
            .ShouldBe([(labelled, "slow"), (noted, "")]);

        await notes.RemoveAsync(note.Id, Cancellation);
        await WhenTracesAreSearched.IndexAsync(host);
        (await FoundAsync(new TraceFilter { Text = "confuses bill" })).ShouldBeEmpty();
        (await FoundAsync(new TraceFilter { Notes = NotesFilter.Any })).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_has_them_and_not_what_was_removed()
    {
        await using var host = await StartAsync(new Person("ada"));
        var notes = host.Get<IStepNotes>();
        var run = (await host.RunAsync("Revenue by region?")).RunId;
        await notes.AddAsync(run, 2, "Kept.", Cancellation);
        await notes.RemoveAsync(Saved(await notes.AddAsync(run, 2, "Removed.", Cancellation)).Id, Cancellation);
        await notes.LabelAsync(run, 1, "slow", Cancellation);

        using var document = (await host.Traces.ExportAsync(run, Cancellation)).ShouldNotBeNull();

        document.RootElement.GetProperty("step_notes").EnumerateArray().Select(n => n.GetProperty("text").GetString()).ShouldBe(["Kept."]);
        document
            .RootElement.GetProperty("step_labels")
            .EnumerateArray()
            .Select(l => (l.GetProperty("seq").GetInt32(), l.GetProperty("name").GetString()))
            .ShouldBe([(1, "slow")]);
    }

    [Fact]
    public async Task What_nobody_could_read_is_refused()
    {
        await using var host = await StartAsync(new Person("ada"));
        var notes = host.Get<IStepNotes>();
        var run = (await host.RunAsync("Revenue by region?")).RunId;

        (await notes.AddAsync(run, 2, " ", Cancellation)).ShouldBeOfType<NoteRefused>();
        (await notes.AddAsync(run, 2, new string('x', 4_001), Cancellation)).ShouldBeOfType<NoteRefused>().Reason.ShouldBe("A note has 1 to 4,000 characters.");
        (await notes.AddAsync(run, 99, "There is no such step.", Cancellation)).ShouldBeOfType<NoteRefused>();
        (await notes.AddAsync(Guid.NewGuid(), 1, "There is no such run.", Cancellation)).ShouldBeOfType<NoteRefused>();
        (await notes.LabelAsync(run, 1, new string('x', 41), Cancellation)).ShouldBeOfType<LabelRefused>();
        (await notes.LabelAsync(run, 99, "x", Cancellation)).ShouldBeOfType<LabelRefused>();
        for (var i = 0; i < 20; i++)
            (await notes.LabelAsync(run, 1, $"label {i}", Cancellation)).ShouldBeOfType<LabelSaved>();
        (await notes.LabelAsync(run, 1, "one more", Cancellation)).ShouldBeOfType<LabelRefused>();
    }

    private async Task<RunsHost> StartAsync(Person asker) =>
        await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), more: services => services.AddStepNotes().AddSingleton<IAsker>(asker));

    private static async Task<IEnumerable<(string, string, bool)>> NotesAsync(RunsHost host, Guid run, int step) =>
        (await host.Traces.StepAsync(run, step, Cancellation)).ShouldNotBeNull().Notes.Select(n => (n.Text, n.Author, n.IsMine));

    private static async Task<IEnumerable<string>> LabelsAsync(RunsHost host, Guid run, int step) =>
        (await host.Traces.StepAsync(run, step, Cancellation)).ShouldNotBeNull().Row.Labels.Select(l => l.Name);

    private static StepNote Saved(NoteOutcome outcome) => outcome.ShouldBeOfType<NoteSaved>().Note;

    private sealed class Person(string name) : IAsker
    {
        public string Name { get; set; } = name;

        public Asker Current => new(Name, "internal");
    }
}
