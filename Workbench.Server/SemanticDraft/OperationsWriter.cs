using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;

namespace Workbench.Server.SemanticDraft;

/// <summary>Writes what is not about single tables: the layer itself, products, calendar, access, glossary and examples.</summary>
internal static class OperationsWriter
{
    public const string Restricted = "restricted";
    private const int MostProducts = 60;

    private static readonly FrozenSet<string> ProductWords = FrozenSet.ToFrozenSet(
        ["product", "plan", "service", "package", "sku", "offering"],
        StringComparer.Ordinal
    );

    public static DraftedFile Layer(DraftRequest request, Survey survey)
    {
        const string why = "Name and account are those of the database: call them what people call the company.";
        var text = LayerWriter.Head(LayerWriter.Medium, why);
        text.Append(
            $"name: {YamlScalar.Write(request.Name ?? IdentifierWords.Label(IdentifierWords.Split(survey.Database)))}\ndescription: {YamlScalar.Write($"First draft from the database {survey.Database}, {survey.Tables.Length} tables.")}\naccount: {YamlScalar.Write(request.Account ?? survey.Database)}\n"
        );
        return new DraftedFile(LayerFormat.LayerFile, text.ToString(), LayerWriter.Medium, why);
    }

    public static DraftedFile Products(ImmutableArray<EntityDraft> entities)
    {
        var found = entities
            .Where(e => ProductWords.Contains(e.Words.IsEmpty ? "" : e.Words[^1]) && e.Table.IsWhole && e.Title is not null)
            .Where(e => entities.Any(other => other.Joins.Any(j => j.To == e.Name)))
            .Select(e => (Entity: e, Title: e.Dimensions.First(d => d.Name == e.Title)))
            .Select(e =>
                (e.Entity, e.Title, Names: e.Entity.Table.FindColumn(e.Title.Column)!.Profile.Values.Where(v => !string.IsNullOrWhiteSpace(v)).ToList())
            )
            .Where(e => e.Names.Count is > 0 and <= MostProducts && e.Title.Expr == e.Entity.Table.FindColumn(e.Title.Column)!.Expression)
            .ToList();
        if (found.Count == 0)
        {
            const string none = "No table was found that plainly lists what the company sells.";
            var empty = LayerWriter.Head(LayerWriter.Low, none).Append("products: []\n");
            return new DraftedFile("4-products/products.yml", empty.ToString(), LayerWriter.Low, none);
        }

        var why = $"One product per row of {string.Join(" and ", found.Select(f => f.Entity.Table.FullName))}: add what people call them.";
        var text = LayerWriter.Head(LayerWriter.Medium, why).Append("products:\n");
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entity, title, names) in found)
        {
            var kind = YamlScalar.Write(IdentifierWords.Phrase(entity.Words), isFlow: true);
            foreach (var name in names.Order(StringComparer.Ordinal).Where(taken.Add))
            {
                var means = YamlFlow.Map(("field", $"{entity.Name}.{title.Name}"), ("is", YamlFlow.List([name])));
                text.Append($"  - {YamlFlow.Map(("name", YamlScalar.Write(name, isFlow: true)), ("kind", kind), ("means", $"[{means}]"))}\n");
            }
        }

        return new DraftedFile("4-products/products.yml", text.ToString(), LayerWriter.Medium, why);
    }

    public static DraftedFile Calendar(Survey survey)
    {
        var why = survey.TimeZone is null
            ? "The server names no place's time zone: days begin and end in UTC until you say where."
            : "The time zone is the server's; no fiscal year is known.";
        var text = LayerWriter.Head(LayerWriter.Low, why).Append($"time_zone: {survey.TimeZone ?? "Etc/UTC"}\nweek_start: monday\ndefault_periods: civil\n");
        return new DraftedFile("5-operations/calendar.yml", text.ToString(), LayerWriter.Low, why);
    }

    public static DraftedFile Access(ImmutableArray<EntityDraft> entities)
    {
        var why =
            $"{entities.Sum(e => e.Personal.Values.Count(p => !p.IsSecret))} columns are restricted because they look like personal data: look through them before you open the layer to others.";
        var text = LayerWriter.Head(LayerWriter.Medium, why);
        LayerWriter.Comment(text, "Each level gets a database login of its own, named after the account and the level; write login: to use another one.");
        text.Append("levels:\n");
        text.Append("  - { name: internal, description: Everybody who works here. }\n");
        text.Append($"  - {{ name: {Restricted}, description: Those who may see personal data. }}\n");
        return new DraftedFile("5-operations/access.yml", text.ToString(), LayerWriter.Medium, why);
    }

    public static DraftedFile Glossary()
    {
        const string why = "Empty: words of the company that are no table, column or number belong here.";
        return new DraftedFile("5-operations/glossary.yml", LayerWriter.Head(LayerWriter.Low, why).Append("terms: []\n").ToString(), LayerWriter.Low, why);
    }

    public static DraftedFile Examples(IReadOnlyList<string> questions)
    {
        const string why = "Made from the numbers that were found.";
        var text = LayerWriter.Head(LayerWriter.Medium, why).Append(questions.Count == 0 ? "examples: []\n" : "examples:\n");
        for (var i = 0; i < questions.Count; i++)
            text.Append($"  - {YamlFlow.Map(("question", YamlScalar.Write(questions[i], isFlow: true)), ("featured", i < 4 ? "true" : null))}\n");

        return new DraftedFile("5-operations/examples.yml", text.ToString(), LayerWriter.Medium, why);
    }
}
