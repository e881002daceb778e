using NSubstitute;
using Shouldly;
using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.Client;

/// <summary>A rename, a form, an import: several files at once, all of them or none, and back again.</summary>
public sealed class WhenFilesArePutOnTheDesk
{
    private readonly Dictionary<string, string> _disk = new(StringComparer.Ordinal)
    {
        ["a.yml"] = "a: 1\n",
        ["b.yml"] = "b: 1\n",
        ["c.yml"] = "c: 1\n",
    };

    private readonly HashSet<string> _away = new(StringComparer.Ordinal);
    private readonly ILayerEditing _store = Substitute.For<ILayerEditing>();
    private readonly LayerDesk _desk;

    public WhenFilesArePutOnTheDesk()
    {
        _store
            .OpenAsync(default!, default)
            .ReturnsForAnyArgs(call =>
            {
                var path = call.Arg<string>();
                if (_away.Contains(path))
                    throw new TimeoutException("away");
                var text = _disk.GetValueOrDefault(path);
                return Task.FromResult<LayerWorkingFile?>(new LayerWorkingFile(path, text ?? "", text is null ? "" : $"hash of {text}", null, false));
            });
        _desk = new LayerDesk(_store);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_store_away_at_the_second_file_nothing_is_changed_and_trying_again_can_be_taken_back()
    {
        _away.Add("b.yml");
        await Should.ThrowAsync<TimeoutException>(() => _desk.PutAsync([Text("a.yml", "a: 2\n"), Text("b.yml", "b: 2\n")], Cancelled));
        _desk.Dirty.ShouldBeEmpty();
        _desk.Documents.ShouldBeEmpty();

        _away.Clear();
        var put = await _desk.PutAsync([Text("a.yml", "a: 2\n"), Text("b.yml", "b: 2\n")], Cancelled);
        _desk.Unsaved.Files.ShouldBe(new Dictionary<string, string?> { ["a.yml"] = "a: 2\n", ["b.yml"] = "b: 2\n" }, ignoreOrder: true);

        // The store may be away again: what was there is known.
        _away.UnionWith(_disk.Keys);
        _desk.TakeBack(put).ShouldBeEmpty();
        _desk.Dirty.ShouldBeEmpty();
        _desk.Documents.Select(d => d.Text).ShouldBe(["a: 1\n", "b: 1\n"]);
    }

    [Fact]
    public async Task What_was_typed_before_comes_back_also_when_it_is_taken_back_twice()
    {
        var typed = (await _desk.OpenAsync("a.yml", Cancelled))!;
        typed.Replace("a: typed\n");

        var put = await _desk.PutAsync([Text("a.yml", "a: 2\n"), Text("a.yml", "a: 3\n"), Text("new.yml", "n: 1\n")], Cancelled);
        typed.Text.ShouldBe("a: 3\n");

        var made = _desk.TakeBack(put).ShouldHaveSingleItem();
        made.Path.ShouldBe("new.yml");
        typed.Text.ShouldBe("a: typed\n");
        _desk.TakeBack(put);
        typed.Text.ShouldBe("a: typed\n");
        typed.IsDirty.ShouldBeTrue();
    }

    [Fact]
    public async Task Files_that_an_archive_removes_come_back_as_they_were()
    {
        var typed = (await _desk.OpenAsync("a.yml", Cancelled))!;
        typed.Replace("a: typed\n");
        await _desk.KeepAsync(Cancelled);

        var put = await _desk.PutAsync([Text("c.yml", "c: 2\n"), Text("a.yml", null), Text("b.yml", null), Text("gone.yml", null)], Cancelled);
        _desk.Changes.ShouldBe(
            [new LayerFileChange("a.yml", "hash of a: 1\n", null), new("b.yml", "hash of b: 1\n", null), new("c.yml", "hash of c: 1\n", "c: 2\n")],
            ignoreOrder: true
        );
        _desk.Tabs.Select(d => d.Path).ShouldBe(["c.yml"]);
        await _desk.KeepAsync(Cancelled);
        await _store.Received().KeepRemovalAsync("a.yml", "hash of a: 1\n", Cancelled);
        await _store.Received().KeepRemovalAsync("b.yml", "hash of b: 1\n", Cancelled);

        _desk.TakeBack(put).ShouldBeEmpty();
        _desk.Changes.ShouldBe([new LayerFileChange("a.yml", "hash of a: 1\n", "a: typed\n")]);
        _desk.Tabs.Select(d => d.Path).ShouldBe(["a.yml", "c.yml"], ignoreOrder: true);
        // What was typed is kept again.
        _store.ClearReceivedCalls();
        await _desk.KeepAsync(Cancelled);
        await _store.Received().KeepDraftAsync("a.yml", "hash of a: 1\n", "a: typed\n", Cancelled);
        // It was not open, and is not once its removal is forgotten.
        await _store.Received().KeepDraftAsync("b.yml", "hash of b: 1\n", null, Cancelled);
        _desk.Find("b.yml").ShouldBeNull();
    }

    [Fact]
    public async Task A_removal_that_is_taken_back_while_it_is_kept_is_forgotten_by_the_next_round()
    {
        var put = await _desk.PutAsync([Text("a.yml", null)], Cancelled);
        var kept = new TaskCompletionSource();
        _store.KeepRemovalAsync("a.yml", Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(kept.Task);
        var keeping = _desk.KeepAsync(Cancelled);
        _desk.TakeBack(put);
        kept.SetResult();
        await keeping;

        await _desk.KeepAsync(Cancelled);
        await _store.Received().KeepDraftAsync("a.yml", "hash of a: 1\n", null, Cancelled);
    }

    private static LayerFileChange Text(string path, string? text) => new(path, BaseHash: null, text);
}
