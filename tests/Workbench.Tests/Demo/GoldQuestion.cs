using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Workbench.Tests.Demo;

/// <summary>A question with what must come of it, from a file of <c>tests/questions</c>.</summary>
/// <param name="Expect"><c>answered, clarify, refused, denied</c> or <c>layer</c>.</param>
/// <param name="Sql">Statements each of which is a right answer; empty unless an answer is expected.</param>
/// <param name="IsRanking">The first rows must be these, in this order; more may follow.</param>
/// <param name="Then">Follow-ups in the same conversation.</param>
public sealed record GoldQuestion(string Ask, string Expect, string? Style, ImmutableArray<string> Sql, bool IsRanking, ImmutableArray<GoldQuestion> Then)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "questions");

    /// <summary>The views that the statements of a file are written over: they lie beside it.</summary>
    public static string ReadPrelude(string file) => File.ReadAllText(Path.Combine(Folder, Path.GetDirectoryName(file) ?? "", "prelude.sql"));

    /// <param name="file"><c>demo-gold.yml</c>, <c>clinic/questions.yml</c></param>
    public static ImmutableArray<GoldQuestion> Read(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        yaml.Load(reader);
        return Questions((YamlMappingNode)yaml.Documents[0].RootNode, "questions", null);
    }

    /// <summary>This question and its follow-ups, in the order in which they are asked.</summary>
    public IEnumerable<GoldQuestion> Conversation() => [this, .. Then.SelectMany(next => next.Conversation())];

    private static ImmutableArray<GoldQuestion> Questions(YamlMappingNode node, string key, string? style) =>
        node.Children.TryGetValue(key, out var list) ? [.. ((YamlSequenceNode)list).Cast<YamlMappingNode>().Select(question => One(question, style))] : [];

    private static GoldQuestion One(YamlMappingNode node, string? style) =>
        new(
            Text(node, "ask") ?? throw new InvalidDataException($"Line {node.Start.Line}: a question without `ask`."),
            Text(node, "expect") ?? "answered",
            Text(node, "style") ?? style,
            [
                .. Text(node, "sql") is { } sql ? [sql] : Array.Empty<string>(),
                .. node.Children.TryGetValue("or", out var or) ? ((YamlSequenceNode)or).Select(n => ((YamlScalarNode)n).Value!) : [],
            ],
            Text(node, "first") is "true",
            Questions(node, "then", Text(node, "style") ?? style)
        );

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
}
