using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>Laws of interchange, on layers and files by chance.</summary>
public sealed class WhenLayersGoThereAndBack
{
    public static TheoryData<string> Formats => [.. Interchange.Formats.Select(f => f.Id)];

    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(80);

    private static Gen<int> Seeds => Gen.Choose(0, int.MaxValue - 1);

    [Theory, MemberData(nameof(Formats))]
    public void A_layer_with_all_that_it_can_say_comes_back_letter_by_letter(string format) =>
        ForAll(seed =>
        {
            var layer = RandomLayer.Of(seed, null);
            LayerReader.Read(layer).Problems.ShouldBeEmpty($"seed {seed}");
            var exported = Interchange.Export(format, layer);
            Examples.Text(Interchange.Import(format, exported.Files).Files).ShouldBe(Examples.Text(layer), $"seed {seed}");
        });

    [Theory, MemberData(nameof(Formats))]
    public void What_a_layer_and_the_format_can_both_say_comes_back_without_an_extension(string format) =>
        ForAll(seed =>
        {
            var layer = RandomLayer.Of(seed, format);
            var read = LayerReader.Read(layer);
            read.Problems.ShouldBeEmpty($"seed {seed}");
            var back = Interchange.Import(format, Interchange.ExportNative(format, read.Content));
            back.Problems.ShouldBeEmpty($"seed {seed}");
            var again = LayerReader.Read(back.Files);
            again.Problems.ShouldBeEmpty($"seed {seed}");
            var (before, after) = (LayerTrees.Of(read.Content), LayerTrees.Of(again.Content));
            foreach (var (name, tree) in before)
            {
                var kind = name.Split(' ')[0];
                if (kind is "table" or "column" or "calendar" or "layer")
                    continue;
                after.Keys.ShouldContain(name, $"seed {seed}");
                // The old form of MetricFlow names no types of columns.
                foreach (var (key, value) in tree.Where(t => format != "metricflow-legacy" || kind != "dimension" || t.Key != "type"))
                    JsonNode.DeepEquals(value, after[name][key]).ShouldBeTrue($"seed {seed}: {key} of {name}: {value} became {after[name][key]}");
            }
        });

    [Theory, MemberData(nameof(Formats))]
    public void What_does_not_come_back_without_the_snapshot_is_in_the_report(string format) =>
        ForAll(seed =>
        {
            var layer = RandomLayer.Of(seed, null);
            var exported = Interchange.Export(format, layer);
            var said = Interchange.Find(format).Strip(exported.Files);
            Interchange.Find(format).FindSnapshot(said).ShouldBeNull();

            var back = Interchange.Import(format, said);

            back.Problems.ShouldBeEmpty($"seed {seed}");
            var (before, after) = (LayerTrees.Of(LayerReader.Read(layer).Content), LayerTrees.Of(LayerReader.Read(back.Files).Content));
            foreach (var (name, tree) in before)
                if (!after.TryGetValue(name, out var now) || !JsonNode.DeepEquals(tree, now))
                    exported.Report.Losses.ShouldContain(l => IsOf(l.Object, name), $"seed {seed}: {name}\n{tree}\n{after.GetValueOrDefault(name)}");
        });

    [Theory, MemberData(nameof(Formats))]
    public void What_came_through_a_format_once_comes_through_it_again_unchanged(string format) => ForAll(seed => ComesThroughAgain(format, seed));

    [Theory]
    // A cumulative metric of one whose condition a filter says only in part.
    [InlineData("metricflow-legacy", 1455202057)]
    public void What_once_did_not_does_now(string format, int seed) => ComesThroughAgain(format, seed);

    private static void ComesThroughAgain(string format, int seed)
    {
        var first = Interchange.Import(format, Interchange.ExportNative(format, LayerReader.Read(RandomLayer.Of(seed, null)).Content));
        first.Problems.ShouldBeEmpty($"seed {seed}");
        var content = LayerReader.Read(first.Files).Content;

        var second = Interchange.Import(format, Interchange.ExportNative(format, content));

        second.Problems.ShouldBeEmpty($"seed {seed}");
        var (before, after) = (LayerTrees.Of(content), LayerTrees.Of(LayerReader.Read(second.Files).Content));
        after.Keys.ShouldBe(before.Keys, $"seed {seed}");
        foreach (var (name, tree) in before)
            JsonNode.DeepEquals(tree, after[name]).ShouldBeTrue($"seed {seed}: {name}\n{tree}\n{after[name]}");
    }

    [Fact]
    public void An_export_to_ossie_fits_the_published_schema()
    {
        var schema = new SchemaCheck(JsonDocument.Parse(Examples.Schema()).RootElement);
        foreach (var (format, path) in Examples.All.Select(e => e.Data))
            Fits(LayerReader.Read(Interchange.Import(format, Examples.Read(path)).Files).Content, path);
        Fits(LayerReader.Read(Examples.Demo()).Content, "the demo");
        ForAll(seed => Fits(LayerReader.Read(RandomLayer.Of(seed, null)).Content, $"seed {seed}"));

        void Fits(LayerContent content, string what)
        {
            var text = Interchange.ExportNative("ossie", content).ShouldHaveSingleItem().Text;
            var problems = new LayerProblems();
            var tree = YamlNodes.Of((YamlMap)YamlTree.ReadDocuments("x.yaml", text, problems).ShouldHaveSingleItem());
            schema.Problems(JsonSerializer.SerializeToElement(tree)).ShouldBeEmpty(what);
        }
    }

    /// <summary>Columns are told of together, and so are objects that the format has no place for at all: "term", "rule".</summary>
    private static bool IsOf(string told, string name) =>
        told == name
        || name.StartsWith(told + " ", StringComparison.Ordinal)
        || (told.StartsWith("columns", StringComparison.Ordinal) && name.StartsWith("column ", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Formats))]
    public void A_file_comes_back_letter_by_letter_whatever_else_it_holds(string format) =>
        ForAll(seed =>
        {
            var source = Foreign(seed, format);
            var layer = Interchange.Import(format, [source]);
            layer.Problems.ShouldBeEmpty($"seed {seed}");
            var back = Interchange.Export(format, layer.Files);
            Examples.Text(back.Files).ShouldBe(Examples.Text([source]), $"seed {seed}");
            Examples.Text(Interchange.Import(format, back.Files).Files).ShouldBe(Examples.Text(layer.Files), $"seed {seed}");
        });

    [Theory, MemberData(nameof(Formats))]
    public void An_edit_of_an_imported_layer_is_there_after_the_way_back_and_so_is_what_was_kept(string format) =>
        ForAll(seed =>
        {
            var source = Foreign(seed, format);
            var layer = Interchange.Import(format, [source]).Files;
            var edited = layer
                .Select(f => f.Path.StartsWith("2-entities/", StringComparison.Ordinal) ? f with { Text = $"# looked at\n{f.Text.TrimEnd()}\ntitle: id\n" } : f)
                .ToArray();
            LayerReader.Read(edited).Problems.ShouldBeEmpty($"seed {seed}");
            var exported = Interchange.Export(format, edited).Files;
            var again = Interchange.Import(format, exported).Files;
            foreach (var file in edited.Where(f => f.Path != "5-operations/interchange.yml"))
                again.Single(f => f.Path == file.Path).Text.ShouldBe(file.Text, $"seed {seed}");
            Examples.Text(exported).ShouldContain("a_key_of_theirs", Case.Sensitive, $"seed {seed}");
        });

    /// <summary>A file of the format with keys that nobody knows.</summary>
    private static ForeignText Foreign(int seed, string format)
    {
        var random = new Random(seed);
        var native = Interchange.ExportNative(format, LayerReader.Read(RandomLayer.Of(seed, format)).Content).Single();
        var problems = new LayerProblems();
        var tree = YamlNodes.Of((YamlMap)YamlTree.ReadDocuments(native.Path, native.Text, problems).Single());
        var added = 0;
        Add(tree);
        if (added == 0)
            tree["a_key_of_theirs"] = "theirs";
        return native with { Text = $"# a comment\n{YamlWriter.Write(tree)}# the end\n" };

        void Add(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject map:
                    foreach (var inner in map.Select(p => p.Value).ToList())
                        Add(inner);
                    if (random.Next(6) == 0)
                    {
                        map["a_key_of_theirs"] = random.Next(3) switch
                        {
                            0 => "theirs",
                            1 => new JsonArray("x", new JsonObject { ["name"] = "y" }),
                            _ => new JsonObject { ["deep"] = new JsonObject { ["er"] = 1 } },
                        };
                        added++;
                    }
                    break;
                case JsonArray list:
                    foreach (var inner in list)
                        Add(inner);
                    break;
            }
        }
    }

    private static void ForAll(Action<int> law) => Check.One(Config, Prop.ForAll(Seeds.ToArbitrary(), seed => law(seed)));
}
