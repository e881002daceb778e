using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Workbench.Server.Router.Features;

/// <summary>
/// Marks of what a message is made of and of how much it asks: pasted material, formulas, options, verbs that ask, parts that depend on each other.
/// Each takes a time that grows with the text's length and not with its square. Changing them changes the features: raise <see cref="MessageFeatures.Version"/>.
/// </summary>
internal static partial class TextPatterns
{
    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions AnyLine = Any | RegexOptions.Multiline;
    private const int Timeout = 10_000;

    public static ImmutableArray<(string Name, Regex Pattern)> All { get; } =
    [
        ("commands of TeX", TexCommand()),
        ("formulas between dollars", Formula()),
        ("mathematical signs", Mathematics()),
        ("functions of a variable", FunctionOfVariable()),
        ("options to choose from", Option()),
        ("gaps and ellipses", Gap()),
        ("tables described", TableDescribed()),
        ("words of SQL", SqlWord()),
        ("declarations of code", Declaration()),
        ("errors told", ErrorTold()),
        ("examples in code", CodeExample()),
        ("long quotations", Quotation()),
        ("links and files", LinkOrFile()),
        ("labelled parts", LabelledPart()),
        ("measures", Measure()),
        ("verbs that ask", Request()),
        ("joins", Join()),
        ("clauses", Clause()),
        ("question words", QuestionWord()),
        ("why and how", WhyOrHow()),
        ("how many", HowMany()),
        ("material pointed at", PointedAt()),
        ("roles given", RoleGiven()),
        ("numbers of things wanted", NumberWanted()),
        ("reservations", Reservation()),
    ];

    [GeneratedRegex(@"\\[A-Za-z]+", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex TexCommand();

    [GeneratedRegex(@"\$[^$\n]{1,200}\$", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Formula();

    [GeneratedRegex(@"[∑∫∀∃∈⊂≤≥≠≈→∞√π²³ⁿ⁰₀₁₂αβγδελμσωΩθφ]|\bO\([^)]*\)|[a-zA-Z]\^[\w{(]|\b[a-z]_[a-z0-9{]", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Mathematics();

    [GeneratedRegex(@"\b[a-z]\([a-z](,\s?[a-z])*\)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex FunctionOfVariable();

    [GeneratedRegex(@"(^|\s)\(?[A-Ea-e1-5][\).:]\s", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Option();

    [GeneratedRegex(@"_{2,}|\.\.\.|…", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\b(create table|primary key|foreign key|references|insert into|varchar|\w+\([a-z_]+(, ?[a-z_]+)+\))", Any, Timeout)]
    private static partial Regex TableDescribed();

    [GeneratedRegex(@"\b(select|from|where|join|group by|order by|having)\b", Any, Timeout)]
    private static partial Regex SqlWord();

    [GeneratedRegex(
        @"```|^[^\S\n]*(def|class|function|public|import|from|#include|using|fn|func|const|let|var)\b",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        Timeout
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(error|exception|traceback|stack ?trace|undefined|null pointer|failed|segfault|panic)\b|\bline \d+", Any, Timeout)]
    private static partial Regex ErrorTold();

    [GeneratedRegex("""">>>|"""|/\*\*|@param|assert\b"""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex CodeExample();

    [GeneratedRegex("""["“«„「'][^"”»“」\n]{25,}["”»“」']""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Quotation();

    [GeneratedRegex(
        @"https?://|www\.|\S@[^\s@]{1,100}\.\w+|(?<=[\w/-])\.(py|js|ts|csv|json|pdf|xlsx|md|txt|ya?ml|go|rs|java|c|cpp)\b",
        RegexOptions.ExplicitCapture,
        Timeout
    )]
    private static partial Regex LinkOrFile();

    [GeneratedRegex(
        @"^[^\S\n]*(context|question|passage|text|input|q|premise|claim|sentence|task|instruction|topic|review|user|statement|problem|answer|options?)\s*:",
        AnyLine,
        Timeout
    )]
    private static partial Regex LabelledPart();

    [GeneratedRegex(
        @"(?<!\d)\d+([.,]\d+)?\s?(km|m|cm|kg|g|l|ml|s|h|hours?|minutes?|days?|weeks?|years?|words?|sentences?|pages?|lines?|steps?|%|percent|€|eur|usd|gb|ms|mb)\b",
        Any,
        Timeout
    )]
    private static partial Regex Measure();

    [GeneratedRegex(
        @"(?<=(^|[.!?:;,\n]\s*|\b(and|then)\s+)(please\s+)?)\b(write|give|list|explain|compare|find|show|compute|calculate|prove|derive|design|build|implement|describe|include|add|use|make|create|say|tell|name|choose|pick|rank|estimate|check|test|propose|draft|plan|fix|rewrite|translate|summari[sz]e|turn|convert|keep|put|set|state|justify|analy[sz]e|evaluate|outline|suggest|recommend|identify|determine|return|handle|read|work|judge|trace|split|send|book|reserve|order|get|go|do|let|consider|assume|suppose|discuss)\b",
        Any,
        Timeout
    )]
    private static partial Regex Request();

    [GeneratedRegex(@"\b(and|then|und|et|y|e|dann|puis|luego|и)\b", Any, Timeout)]
    private static partial Regex Join();

    [GeneratedRegex(@"\b(that|which|who|whose|where|when|if|while|but|without|with|so that|each|every|per)\b", Any, Timeout)]
    private static partial Regex Clause();

    [GeneratedRegex(@"\b(what|which|who|whom|when|where|why|how)\b", Any, Timeout)]
    private static partial Regex QuestionWord();

    [GeneratedRegex(@"\b(why|how (do|does|can|could|should|would|to|is|are|did))\b", Any, Timeout)]
    private static partial Regex WhyOrHow();

    [GeneratedRegex(@"\bhow (many|much|long|far|old|fast|tall|often)\b", Any, Timeout)]
    private static partial Regex HowMany();

    [GeneratedRegex(@"\b(attached|below|following|pasted|above|here is|here's|enclosed|this)\b", Any, Timeout)]
    private static partial Regex PointedAt();

    [GeneratedRegex(@"\b(you are|you're|act as|i want you to|your role|your task|you will|pretend|imagine you)\b", Any, Timeout)]
    private static partial Regex RoleGiven();

    [GeneratedRegex(
        @"\b(two|three|four|five|six|seven|eight|ten|\d+)\s+(\w+\s+)?(reasons?|steps?|examples?|options?|ideas?|points?|arguments?|sources?|versions?|variants?|questions?|scenarios?|paragraphs?|bullets?|languages?|countries|teams?|systems?|services?|clauses?|parties|models?|phases?|years|months)\b",
        Any,
        Timeout
    )]
    private static partial Regex NumberWanted();

    [GeneratedRegex(@"\b(not|no|never|without|except|unless|don't|doesn't|isn't|can't|cannot|only|but|however|although)\b", Any, Timeout)]
    private static partial Regex Reservation();
}
