using System.Collections.Immutable;
using Shouldly;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Tests.Semantics.Layer;

public sealed class WhenALayerIsRead
{
    private const string AccountFile = "2-entities/account.yml";
    private const string MetricsFile = "3-metrics/all.yml";
    private const string TablesFile = "1-warehouse/crm.yml";

    [Fact]
    public void The_small_layer_has_no_problems() => Problems(SmallLayer.Files).ShouldBeEmpty();

    [Theory]
    [InlineData(AccountFile, "synonyms: [customer]", "synonym: [customer]", "SL101", "synonym:", "Did you mean synonyms?")]
    [InlineData(AccountFile, "{ name: tier }", "{ name: tier, lable: Tier }", "SL101", "lable", "Did you mean label?")]
    [InlineData(AccountFile, "{ name: tier }", "{ name: tier, description: Gold, silver }", "SL101", "silver", "quotes")]
    [InlineData(AccountFile, "title: name", "title: name\ntitle: id", "SL102", "title: id", "line 5")]
    [InlineData(AccountFile, "key: [id]\n", "", "SL103", "entity: account", "needs \"key\"")]
    [InlineData(AccountFile, "table: crm.accounts\n", "", "SL103", "entity: account", "\"table\" or \"sql\"")]
    [InlineData(AccountFile, "table: crm.accounts", "table: crm.accounts\nsql: select 1", "SL107", "sql:", "only one")]
    [InlineData(AccountFile, "default: true", "default: yes", "SL105", "yes", "true or false")]
    [InlineData(AccountFile, "title: name", "title:", "SL104", "title:", "no value")]
    [InlineData(AccountFile, "title: name", "title: [name]", "SL104", "[name]", "a text, not a list")]
    [InlineData(AccountFile, "{ name: tier }", "{ name: Price Tier, expr: tier }", "SL201", "Price Tier", "Write price_tier")]
    [InlineData(AccountFile, "{ name: tier }", "{ name: time, expr: tier }", "SL201", "time", "taken")]
    [InlineData(AccountFile, "{ name: tier }", "{ name: note }", "SL202", "{ name: note }", "written twice")]
    [InlineData(AccountFile, "table: crm.accounts", "table: crm.account", "SL203", "crm.account", "Did you mean crm.accounts?")]
    [InlineData(AccountFile, "to: employee", "to: employe", "SL203", "employe", "Did you mean employee?")]
    [InlineData(AccountFile, "title: name", "title: nam", "SL203", "nam", "Did you mean name?")]
    [InlineData(AccountFile, "where: not is_internal", "where: not is_internl", "SL302", "is_internl", "Did you mean is_internal?")]
    [InlineData(AccountFile, "seats >= 100 then 'large'", "seats >= 'many' then 'large'", "SL303", "seats", "cannot be compared")]
    [InlineData(AccountFile, "where: not is_internal", "where: seats", "SL303", "seats", "not a condition")]
    [InlineData(AccountFile, "where: not is_internal", "where: not is_internal and", "SL301", ",", "A value was expected")]
    [InlineData(AccountFile, "on: owner_id = owner.id", "on: owner_id = employee.id", "SL401", "employee.id", "owner.column")]
    [InlineData(AccountFile, "on: owner_id = owner.id", "on: owner_id = id", "SL401", "owner_id", "one side only")]
    [InlineData(AccountFile, "on: owner_id = owner.id", "on: name = owner.name", "SL402", "name", "leaves out id")]
    [InlineData(AccountFile, "on: owner_id = owner.id", "on: owner_id = owner.id, type: one_to_many", "SL105", "one_to_many", "Joins go towards one")]
    [InlineData(AccountFile, "{ name: secret, hidden: true }", "{ name: secret, access: internal }", "SL501", "internal", "write access: restricted")]
    [InlineData(AccountFile, "{ name: secret, hidden: true }", "{ name: secret, access: secret }", "SL203", "secret }", "access level")]
    [InlineData(MetricsFile, "entity: payment, agg: sum", "entity: paymnt, agg: sum", "SL203", "paymnt", "Did you mean payment?")]
    [InlineData(MetricsFile, "agg: sum", "agg: total", "SL106", "total", "no aggregation")]
    [InlineData(MetricsFile, "expr: amount_cents / 100, ", "", "SL404", "{ name: paid,", "needs \"expr\"")]
    [InlineData(MetricsFile, "expr: amount_cents / 100", "expr: kind", "SL303", "kind", "takes a number")]
    [InlineData(MetricsFile, "agg: count }", "agg: count, window: 3 days }", "SL101", "window", "belongs to type: cumulative")]
    [InlineData(MetricsFile, "agg: count }", "agg: count, time: closed }", "SL203", "closed", "created")]
    [InlineData(MetricsFile, "numerator: paid", "numerator: pad", "SL203", "pad", "Did you mean paid?")]
    [InlineData(MetricsFile, "expr: paid * 12", "expr: paid * payed", "SL203", "payed", "Did you mean paid?")]
    [InlineData(MetricsFile, "type: derived", "type: derivd", "SL105", "derivd", "Did you mean derived?")]
    [InlineData(MetricsFile, "expr: paid * 12", "expr: paid_yearly * 12", "SL403", "{ name: paid_yearly", "paid_yearly → paid_yearly")]
    [InlineData(MetricsFile, "agg: sum", "agg: percentile", "SL404", "{ name: paid,", "percentile(0.9)")]
    [InlineData(TablesFile, "within: 2 days", "within: soon", "SL106", "soon", "36 hours")]
    [InlineData(TablesFile, "column: created_at, within", "column: created, within", "SL302", "created", "Did you mean created_at?")]
    [InlineData(TablesFile, "{ name: tier, type: text }", "{ name: tier, type: txt }", "SL106", "txt", "Did you mean text?")]
    [InlineData(
        TablesFile,
        "{ name: secret, type: text, access: restricted }",
        "{ name: secret, type: text, access: public }",
        "SL501",
        "public",
        "write access: internal"
    )]
    public void A_mistake_is_said_at_its_place_with_a_way_out(string file, string passage, string replacement, string code, string at, string says)
    {
        var files = SmallLayer.With(file, passage, replacement);
        var problem = Problems(files)[0];
        (problem.At.File, problem.Code).ShouldBe((file, code), problem.ToString());
        problem.Message.ShouldContain(says);
        var lines = files.Single(f => f.Path == file).Text.Split('\n');
        lines[problem.At.Line - 1][(problem.At.Column - 1)..].ShouldStartWith(at);
    }

    [Fact]
    public void One_broken_file_hides_no_problem_of_the_others_and_makes_none()
    {
        var files = SmallLayer.With(AccountFile, "entity: [account");
        files =
        [
            .. files.Where(f => f.Path != MetricsFile),
            new LayerFileText(MetricsFile, SmallLayer.Metrics.Replace("agg: sum", "agg: total", StringComparison.Ordinal)),
        ];
        Problems(files)
            .Select(p => (p.Code, p.At.File))
            .ShouldBe([(LayerProblemCodes.Syntax, AccountFile), (LayerProblemCodes.WrongForm, MetricsFile)], ignoreOrder: true);
    }

    [Fact]
    public void Files_that_belong_nowhere_and_a_missing_layer_file_are_said()
    {
        ImmutableArray<LayerFileText> files =
        [
            .. SmallLayer.Files.Where(f => f.Path != "layer.yml"),
            new("6-more/x.yml", "a: b"),
            new("2-entities/y.yaml", "a: b"),
        ];
        Problems(files)
            .Select(p => p.Code)
            .ShouldBe([LayerProblemCodes.UnknownFile, LayerProblemCodes.UnknownFile, LayerProblemCodes.MissingFile], ignoreOrder: true);
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x", "1:4: SL003")]
    [InlineData("entity: !!str account", "1:9: SL003")]
    [InlineData("entity: a: b", "1:10: SL001")]
    [InlineData("", "1:1: SL001")]
    [InlineData("- entity: account", "1:1: SL104")]
    public void Yaml_that_is_none_or_more_than_needed_is_refused(string text, string place) =>
        Problems(SmallLayer.With(AccountFile, text))
            .Select(p => p.ToString())
            .ShouldContain(p => p.StartsWith($"{AccountFile}:{place}", StringComparison.Ordinal));

    [Fact]
    public void Short_forms_and_defaults_are_filled_in()
    {
        var content = LayerReader.Read(SmallLayer.Files).Content;
        var account = content.Entities.Single(e => e.Name == "account");
        (account.Label, account.LabelPlural, account.DefaultTime!.Type, account.DefaultTime.Grain).ShouldBe(("Account", "Accounts", "timestamptz", "minute"));
        account.Dimensions.Select(d => (d.Name, d.Type)).ShouldContain(("seats", "integer"));
        account.FindDimension("size")!.Type.ShouldBe("string");
        account.FindJoin("owner").ShouldNotBeNull().IsOptional.ShouldBeTrue();
        content.Entities.Single(e => e.Name == "employee").Key.ShouldBe(["id"]);
        content.Entities.Single(e => e.Name == "payment").FindJoin("account")!.To.ShouldBe("account");
        content.Entities.Single(e => e.Name == "payment").DefaultTime!.Grain.ShouldBe("day");
        var yearly = content.Metrics.Single(m => m.Name == "paid_yearly").Definition.ShouldBeOfType<DerivedMetric>();
        yearly.Inputs.ShouldBe([new MetricInput("paid", "paid")]);
    }

    [Fact]
    public void Each_object_has_the_level_of_what_it_is_made_of()
    {
        var content = LayerReader.Read(SmallLayer.Files).Content;
        var account = content.Entities.Single(e => e.Name == "account");
        account.Access.ShouldBe("internal");
        account.FindDimension("secret")!.Access.ShouldBe("restricted");
        content.Metrics.ShouldAllBe(m => m.Access == "internal");

        var files = SmallLayer.With(
            MetricsFile,
            SmallLayer.Metrics
                + "\n  - { name: secrets, entity: account, agg: count_distinct, expr: secret }\n  - { name: twice, type: derived, expr: secrets * 2 }"
        );
        LayerReader.Read(files).Content.Metrics.Where(m => m.Access == "restricted").Select(m => m.Name).ShouldBe(["secrets", "twice"]);
    }

    [Fact]
    public void Validity_ranges_and_partitions_complete_the_conditions_of_joins()
    {
        var entity = """
            entity: employee
            table: crm.employees
            key: [id, valid_from]
            valid: { from: valid_from, to: valid_to }
            partition: [tenant]
            """;
        var tables = SmallLayer
            .Tables.Replace(
                "- name: employees\n    access: internal\n    columns:\n",
                "- name: employees\n    access: internal\n    columns:\n      - { name: valid_from, type: date }\n      - { name: valid_to, type: date }\n      - { name: tenant, type: text }\n",
                StringComparison.Ordinal
            )
            .Replace(
                "      - { name: owner_id, type: bigint }\n",
                "      - { name: owner_id, type: bigint }\n      - { name: tenant, type: text }\n",
                StringComparison.Ordinal
            );
        ImmutableArray<LayerFileText> files =
        [
            .. SmallLayer.Files.Where(f => f.Path is not (TablesFile or AccountFile or "2-entities/employee.yml")),
            new(TablesFile, tables),
            new(AccountFile, SmallLayer.Account + "\npartition: [tenant]"),
            new("2-entities/employee.yml", entity),
        ];
        var reading = LayerReader.Read(files);
        reading.Problems.Select(p => p.ToString()).ShouldBeEmpty();
        ExpressionPrinter
            .Print(reading.Content.Entities.Single(e => e.Name == "account").FindJoin("owner")!.On.Tree)
            .ShouldBe(
                "owner_id = owner.id and tenant = owner.tenant and (created_at at time zone 'UTC')::date >= owner.valid_from and (owner.valid_to is null or (created_at at time zone 'UTC')::date < owner.valid_to)"
            );
    }

    [Fact]
    public void A_verified_query_is_read_as_a_semantic_query_and_its_names_are_checked()
    {
        const string path = "5-operations/verified.yml";
        var good = """
            queries:
              - question: How much was paid last month?
                query: { metrics: [paid], group_by: [account.tier], time: { range: last_month }, limit: 5 }
                verified_on: 2026-11-01
            """;
        var reading = LayerReader.Read(SmallLayer.With(path, good));
        reading.Problems.ShouldBeEmpty();
        reading.Content.Verified[0].Query!.Limit.ShouldBe(5);

        Problems(SmallLayer.With(path, good.Replace("account.tier", "account.tir", StringComparison.Ordinal)))[0].Message.ShouldContain("account.tier");
        Problems(SmallLayer.With(path, good.Replace("limit", "top", StringComparison.Ordinal)))[0].Code.ShouldBe(LayerProblemCodes.BadQuery);
    }

    [Fact]
    public void The_warehouse_has_the_last_word_on_tables_columns_types_and_keys()
    {
        var schema = new WarehouseSchema([
            Table(
                "accounts",
                "id bigint",
                "name text",
                "tier text",
                "segment text",
                "note text",
                "secret text",
                "seats bigint",
                "is_internal boolean",
                "created_at timestamp with time zone",
                "ownr_id bigint"
            ),
            Table("employees", "id bigint", "name text") with
            {
                Keys = [],
                EstimatedRows = 5,
            },
        ]);
        WarehouseCheck
            .Run(LayerReader.Read(SmallLayer.Files).Content, schema)
            .Select(p => (p.Code, p.Severity, p.At.Line))
            .ShouldBe([
                (LayerProblemCodes.ColumnTypeDiffers, ProblemSeverity.Error, 14),
                (LayerProblemCodes.MissingColumn, ProblemSeverity.Error, 17),
                (LayerProblemCodes.MissingTable, ProblemSeverity.Error, 23),
                (LayerProblemCodes.KeyNotUnique, ProblemSeverity.Warning, 1),
            ]);
    }

    [Fact]
    public void Broken_files_of_any_kind_never_stop_the_reader_and_every_problem_has_a_place()
    {
        var random = new Random(20261121);
        var junk = new[] { "{", "}", "[", "]", ": ", "\n", "  ", "- ", "\"", "'", "#", "&a", "*a", "!x", "|", "\t", "\0", "é", ",", "?", "%", "@" };
        for (var round = 0; round < 1_500; round++)
        {
            var file = SmallLayer.Files[random.Next(SmallLayer.Files.Length)];
            var text = file.Text;
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)),
                    1 => text.Insert(at, junk[random.Next(junk.Length)]),
                    _ => text[..at] + text[random.Next(text.Length)..],
                };
                if (text.Length == 0)
                    break;
            }
            var lines = text.Count(c => c == '\n') + 1;
            foreach (var problem in Problems(SmallLayer.With(file.Path, text)))
            {
                problem.Message.ShouldNotBeNullOrWhiteSpace();
                problem.At.Column.ShouldBeGreaterThan(0);
                problem.At.Line.ShouldBeGreaterThan(0);
                if (problem.At.File == file.Path)
                    problem.At.Line.ShouldBeLessThanOrEqualTo(lines + 1);
            }
        }
    }

    private static WarehouseTable Table(string name, params string[] columns) =>
        new(
            "crm",
            name,
            null,
            null,
            [
                .. columns.Select(c => new WarehouseColumn(
                    c[..c.IndexOf(' ', StringComparison.Ordinal)],
                    c[(c.IndexOf(' ', StringComparison.Ordinal) + 1)..],
                    true,
                    null
                )),
            ],
            [new WarehouseKey(["id"], IsPrimary: true)],
            []
        );

    private static ImmutableArray<SemanticProblem> Problems(ImmutableArray<LayerFileText> files) => LayerReader.Read(files).Problems;
}
