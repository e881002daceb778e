using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

public sealed class WhenANameIsChanged : IDisposable
{
    private readonly LayerEditor _odd = new(OddLayer.Files);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _odd.Dispose();

    [Fact]
    public void The_odd_layer_has_no_problems() => LayerReader.Read(OddLayer.Files).Problems.Select(p => p.ToString()).ShouldBeEmpty();

    [Fact]
    public async Task A_metric_is_renamed_in_expressions_inputs_queries_and_the_glossary()
    {
        var renamed = await RenameAsync(_odd, _odd.Find("3-metrics/items.yml", "sold_items"), "items_sold");
        var after = Texts(renamed);
        after["3-metrics/items.yml"].ShouldStartWith("metrics: [{ name: items_sold, entity: item");
        after["3-metrics/more.yml"].ShouldContain("denominator: { metric: items_sold }");
        after["3-metrics/more.yml"].ShouldContain("expr: items_sold + earlier\n    inputs: [items_sold, { metric: items_sold, alias: earlier,");
        after["5-operations/verified.yml"].ShouldContain("metrics: [ items_sold ]");
        after["5-operations/verified.yml"].ShouldContain("order_by: [{ field: items_sold, desc: true }]");
        after["5-operations/glossary.yml"].ShouldContain("see: [item, items_sold, item.size]");
        renamed.NotRenamed.ShouldContain(n => n.StartsWith("5-operations/verified.yml, line 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_is_renamed_in_fields_segments_and_joins()
    {
        var after = Texts(await RenameAsync(_odd, _odd.Find("2-entities/item.yml", "item"), "sold_thing"));
        after["2-entities/item.yml"].ShouldStartWith("entity: sold_thing\ntable:");
        after["3-metrics/items.yml"].ShouldContain("entity: sold_thing, agg: count");
        after["5-operations/verified.yml"].ShouldContain("group_by: [sold_thing.size, \"buyer.status\"]");
        after["5-operations/verified.yml"].ShouldContain("segments: { sold_thing.by_living: true }");
        after["5-operations/glossary.yml"].ShouldContain("see: [sold_thing, sold_items, sold_thing.size]");
    }

    [Fact]
    public async Task A_join_without_an_entity_says_it_once_the_names_differ()
    {
        Texts(await RenameAsync(_odd, _odd.Find("2-entities/visit.yml", "person"), "guest"))["2-entities/visit.yml"]
            .ShouldContain("joins: [{ name: guest, to: person, on: buyer_id = guest.id }]");
        Texts(await RenameAsync(_odd, _odd.Find("2-entities/person.yml", "person"), "human"))["2-entities/visit.yml"]
            .ShouldContain("joins: [{ name: person, to: human, on: buyer_id = person.id }]");
    }

    [Fact]
    public async Task A_dimension_without_an_expression_keeps_its_column()
    {
        var after = Texts(await RenameAsync(_odd, _odd.Find("2-entities/person.yml", "name: status", 8), "state"));
        after["2-entities/person.yml"].ShouldEndWith("  - name: name   # of the passport\r\n  - name: state\r\n    expr: status\r\n");
        after["5-operations/verified.yml"].ShouldContain("\"buyer.state\"");
        after.Keys.ShouldNotContain("1-warehouse/shop.yml");
    }

    [Fact]
    public async Task A_comment_behind_a_name_stays_behind_it() =>
        Texts(await RenameAsync(_odd, _odd.Find("2-entities/person.yml", "name: name", 8), "full_name"))["2-entities/person.yml"]
            .ShouldContain("title: full_name\r\ndimensions:\r\n  - name: full_name   # of the passport\r\n    expr: name\r\n");

    [Fact]
    public async Task A_column_is_renamed_where_it_is_a_column_and_sql_is_told_about()
    {
        var renamed = await RenameAsync(_odd, _odd.Find("1-warehouse/shop.yml", "status"), "state");
        var after = Texts(renamed);
        after["1-warehouse/shop.yml"].ShouldContain("- name: state   # active, gone");
        after["2-entities/item.yml"].ShouldContain("where: 'buyer.state = ''active'''");
        after["2-entities/person.yml"].ShouldEndWith("  - name: status\r\n    expr: state\r\n");
        after["3-metrics/items.yml"].ShouldContain("where: \"buyer.state = 'gone'\"");
        after["3-metrics/more.yml"].ShouldContain("where: buyer.state = 'gone' }]");
        // The dimension keeps its name.
        after.Keys.ShouldNotContain("5-operations/verified.yml");
        renamed.NotRenamed.ShouldContain(n => n.Contains("select count(*)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("weird name", "plain", "case when plain > 10 then 'heavy'\n           when plain > 1", "expr: plain }")]
    [InlineData("weird name", "Odder Name", "case when \"Odder Name\" > 10", "expr: '\"Odder Name\"' }")]
    [InlineData("weird name", "select", "case when \"select\" > 10", "expr: '\"select\"' }")]
    [InlineData("weird name", "it's", "case when \"it's\" > 10", "expr: '\"it''s\"' }")]
    public async Task A_column_gets_the_quotes_that_its_name_needs(string column, string newName, string inBlock, string inQuotes)
    {
        var after = Texts(await RenameAsync(_odd, _odd.Find("1-warehouse/shop.yml", column), newName));
        after["2-entities/item.yml"].ShouldContain(inBlock);
        // A text that was quoted stays quoted.
        after["3-metrics/items.yml"].ReplaceLineEndings("\n").ShouldContain(newName == "plain" ? "expr: 'plain' }" : inQuotes);
    }

    [Fact]
    public async Task Names_in_folded_and_escaped_texts_are_found()
    {
        var after = Texts(await RenameAsync(_odd, _odd.Find("1-warehouse/shop.yml", "'order'", 1), "sort"));
        after["2-entities/item.yml"].ShouldContain("where: >\n  sort is not null\n  and buyer_id");
        after["2-entities/item.yml"].ShouldContain("expr: \"sort\" }");
        after["1-warehouse/shop.yml"].ShouldContain("name: 'sort'");
    }

    [Fact]
    public async Task An_alias_is_renamed_in_its_metric_alone()
    {
        var after = Texts(await RenameAsync(_odd, _odd.Find("3-metrics/more.yml", "earlier"), "before"));
        after.Keys.ShouldBe(["3-metrics/more.yml"]);
        after["3-metrics/more.yml"].ShouldContain("expr: sold_items + before\n    inputs: [sold_items, { metric: sold_items, alias: before,");
    }

    [Theory]
    [InlineData("3-metrics/items.yml", "sold_items", "gone", "\"gone\" is taken: metric gone is declared in 3-metrics/items.yml, line 2.")]
    [InlineData("3-metrics/items.yml", "sold_items", "person", "\"person\" is taken: entity person is declared in 2-entities/person.yml, line 1.")]
    [InlineData("2-entities/item.yml", "size", "buyer", "\"buyer\" is taken: join item.buyer")]
    [InlineData("1-warehouse/shop.yml", "people", "OrderItems", "\"OrderItems\" is taken")]
    [InlineData("3-metrics/items.yml", "sold_items", "Sold Items", "Write sold_items.")]
    [InlineData("3-metrics/items.yml", "sold_items", "time", "\"time\" is taken")]
    [InlineData("3-metrics/items.yml", "sold_items", "", "is no name")]
    [InlineData("3-metrics/items.yml", "sold_items", "sold_items", "It is called sold_items already.")]
    [InlineData("3-metrics/items.yml", "sold_items", "earlier", "earlier")]
    [InlineData("3-metrics/items.yml", "metrics", "x", "There is no name at this place")]
    public async Task A_name_that_cannot_be_used_is_refused_with_the_reason(string path, string name, string newName, string reason)
    {
        var outcome = await _odd.Language.RenameAsync(LayerTexts.None, _odd.Find(path, name, 1), newName, Cancelled);
        outcome.ShouldBeOfType<LayerNotRenamed>().Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task While_a_file_cannot_be_read_nothing_is_renamed()
    {
        var texts = LayerTexts.Of("3-metrics/more.yml", "metrics: [");
        var outcome = await _odd.Language.RenameAsync(texts, _odd.Find("3-metrics/items.yml", "sold_items"), "other", Cancelled);
        outcome.ShouldBeOfType<LayerNotRenamed>().Reason.ShouldStartWith("3-metrics/more.yml cannot be read at present");
    }

    /// <summary>What a rename gives out is the whole text of every file that it changes.</summary>
    [Fact]
    public async Task A_name_in_a_file_that_holds_parts_above_the_level_is_refused_and_gives_no_text_out()
    {
        const string path = "3-metrics/all.yml";
        using var open = new LayerEditor(SmallLayer.Files, "internal");
        Texts(await RenameAsync(open, open.Find(path, "new_accounts"), "accounts_new"))[path].ShouldContain("denominator: accounts_new");

        var files = SmallLayer.With(
            path,
            SmallLayer.Metrics + "\n  - { name: hidden_sum, entity: payment, agg: sum, expr: amount_cents, access: restricted }\n"
        );
        using var partly = new LayerEditor(files, "internal");
        var outcome = await partly.Language.RenameAsync(LayerTexts.None, partly.Find(path, "new_accounts"), "accounts_new", Cancelled);
        outcome.ShouldBeOfType<LayerNotRenamed>().Reason.ShouldContain("above your access level");
        partly.Level = "restricted";
        await RenameAsync(partly, partly.Find(path, "new_accounts"), "accounts_new");
    }

    /// <summary>There and back leaves every byte, and in between every metric has the SQL that it had, but for the name.</summary>
    [Fact]
    public async Task Renaming_there_and_back_changes_no_byte_and_no_number_of_the_demo()
    {
        var files = LayerEditor.Demo();
        using var demo = new LayerEditor(files);
        var before = Sql(files);
        var places = await PlacesAsync(demo, files);
        places.Count.ShouldBeGreaterThan(60);
        foreach (var (at, kind, name) in places)
        {
            // As long as the old one: long names of blocks of the SQL are shortened.
            var other = name[..^1] + (name[^1] == 'z' ? 'q' : 'z');
            var there = (await demo.Language.RenameAsync(LayerTexts.None, at, other, Cancelled)).ShouldBeOfType<LayerRenamed>($"{kind} {name}");
            var texts = new LayerTexts(there.Files.ToDictionary(f => f.Path, f => (string?)f.Text, StringComparer.Ordinal));
            var renamed = files.Select(f => texts.Files.TryGetValue(f.Path, out var text) ? f with { Text = text! } : f).ToList();
            if (kind is not ("table" or "column"))
                foreach (var (now, then) in Sql(renamed).Zip(before))
                    now.Replace(other, name, StringComparison.Ordinal).ShouldBe(then.Replace(other, name, StringComparison.Ordinal), $"{kind} {name}");
            var declared = there.Files.SelectMany(f => f.Edits.Select(e => e.Range)).First(r => r.Path == at.Path && r.Line == at.Line);
            var back = (
                await demo.Language.RenameAsync(texts, new LayerPosition(at.Path, declared.Line, declared.Column), name, Cancelled)
            ).ShouldBeOfType<LayerRenamed>($"{kind} {name} back");
            foreach (var file in back.Files)
                file.Text.ShouldBe(files.First(f => f.Path == file.Path).Text, $"{kind} {name} in {file.Path}");
            back.Files.Count.ShouldBe(there.Files.Count);
        }
    }

    /// <summary>Declarations of each kind, spread over the files.</summary>
    private static async Task<List<(LayerPosition At, string Kind, string Name)>> PlacesAsync(LayerEditor demo, IReadOnlyList<LayerFileText> files)
    {
        var all = new List<(LayerPosition At, string Kind, string Name)>();
        foreach (var file in files)
        foreach (var symbol in (await demo.Language.OutlineAsync(LayerTexts.None, file.Path, Cancelled)).SelectMany(s => s.Children.Prepend(s)))
            if (symbol.Kind is "metric" or "entity" or "dimension" or "time" or "segment" or "join" or "table" or "column")
                all.Add((new LayerPosition(file.Path, symbol.Range.Line, symbol.Range.Column), symbol.Kind, symbol.Name));
        return [.. all.GroupBy(a => a.Kind).SelectMany(g => g.Where((_, i) => i % Math.Max(1, g.Count() / 9) == 0))];
    }

    private static List<string> Sql(IReadOnlyList<LayerFileText> files)
    {
        var reading = LayerReader.Read(files);
        reading.Problems.Select(p => p.ToString()).ShouldBeEmpty();
        var layer = new SemanticLayer(reading.Content);
        var scope = new CompileScope(layer, "restricted", new DateOnly(2026, 11, 21));
        var compiler = new SemanticCompiler();
        return
        [
            .. layer.Metrics.Select(m =>
                compiler.Compile(new SemanticQuery { Metrics = [m.Name], Time = new QueryTime(new LastPeriods(3, "month"), "month") }, scope)
                    is Compiled compiled
                    ? WithoutComments(compiled.Sql)
                    : "refused"
            ),
        ];
    }

    /// <summary>They hold labels, which follow from names.</summary>
    private static string WithoutComments(string sql) =>
        string.Join('\n', sql.Split('\n').Where(l => !l.TrimStart().StartsWith("--", StringComparison.Ordinal)));

    private static async Task<LayerRenamed> RenameAsync(LayerEditor editor, LayerPosition at, string newName)
    {
        var outcome = await editor.Language.RenameAsync(LayerTexts.None, at, newName, Cancelled);
        return outcome.ShouldBeOfType<LayerRenamed>((outcome as LayerNotRenamed)?.Reason);
    }

    private static Dictionary<string, string> Texts(LayerRenamed renamed) => renamed.Files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
}
