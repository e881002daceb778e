using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What a definition is told together with: which rows count, what none counts as, which time is meant, what is added up before what.</summary>
internal sealed partial class FormDefinitions
{
    /// <summary>Rows that do not count: of what, without what (empty: all of it), the sentence.</summary>
    public List<(string Of, string Without, string Sentence)> Exclusions { get; } = [];

    /// <summary>"Closed holds have the status …", "a loan is overdue if …".</summary>
    public List<FormKind> Kinds { get; } = [];

    /// <summary>"A route is the pair of the origin city and the destination city": what it stands for.</summary>
    public Dictionary<string, string[]> Pairs { get; } = new(StringComparer.Ordinal);

    /// <summary>Times that numbers are said to go by: "truncate the booking date to month".</summary>
    public List<string> Times { get; } = [];

    /// <summary>"A ticket can have several refunds, so aggregate them first": what is added up apart, by its own words.</summary>
    public bool AddsApart { get; private set; }

    /// <summary>"Channels without refunds have a rate of 0."</summary>
    public bool NoneIsZero { get; private set; }

    private bool ReadRemark(string plain, FormPeriods periods)
    {
        if (StartOfWindow().Match(plain) is { Success: true } window)
            return periods.DefineStart(window);
        if (Truncated().Match(plain) is { Success: true } cut)
        {
            if (cut.Groups["time"].Value is not ("date" or "dates" or "it" or "time"))
                Times.Add(cut.Groups["time"].Value);
            return true;
        }
        if (Apart().Match(plain) is { Success: true } apart)
        {
            AddsApart = true;
            NoneIsZero |= apart.Groups["none"].Success;
            return true;
        }
        if (ZeroWithout().IsMatch(plain))
        {
            NoneIsZero = true;
            return true;
        }
        if (RankWithin().IsMatch(plain))
        {
            SaysRank = true;
            return true;
        }
        if (Pair().Match(plain) is { Success: true } pair)
        {
            Pairs[Name(pair.Groups["what"].Value)] = [pair.Groups["a"].Value, pair.Groups["b"].Value];
            return true;
        }
        return OnlyFilled().IsMatch(plain) || WholeCount().IsMatch(plain) || FirstHasNone().IsMatch(plain);
    }

    /// <summary>"Only flights with status 'landed' count", "leave out cancelled flights".</summary>
    private bool ReadRestriction(string plain)
    {
        if ((OnlyCount().Match(plain) is { Success: true } only ? only : CountOnly().Match(plain)) is { Success: true } some)
        {
            Conditions.Add(some.Groups["what"].Value.Trim());
            return true;
        }
        if (LeftOut().Match(plain) is not { Success: true } left)
            return false;
        Exclusions.Add((left.Groups["what"].Value.Trim(), left.Groups["none"].Value.Trim(), plain));
        return true;
    }

    private bool ReadKind(string plain)
    {
        if (KindIf().Match(plain) is { Success: true } test)
            Kinds.Add(new FormKind(test.Groups["kind"].Value, test.Groups["of"].Value, test.Groups["clause"].Value, plain));
        else if (KindWith().Match(plain) is { Success: true } having)
            Kinds.Add(new FormKind(having.Groups["kind"].Value, "", having.Groups["clause"].Value, plain));
        else
            return false;
        return true;
    }

    [GeneratedRegex(
        @"^(?:the |a )?(?:past|last) (?<n>\d+) (?<unit>days?|weeks?|months?) (?:start|starts|begin|begins|starting) (?:at|on|from|with) current date - interval §(?<q>\d+)§$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex StartOfWindow();

    [GeneratedRegex(
        @"^(?:always )?(?:truncate|cut|round|group) (?:the )?(?<time>[a-z ]+?) (?:to|by|into|down to) (?:the |a )?(?:day|week|month|quarter|year)s?(?: for (?:the )?(?:aggregation|grouping))?(?: and [a-z ]+)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Truncated();

    [GeneratedRegex(
        @"^(?:(?:an?|each|every|one) [a-z ]+ (?:can|may|could) have (?:several|many|multiple|more than one|zero or more)[a-z ]*?(?<none>(?:,? and)?(?: it)? (?:can|may|or)(?: also)?(?: have)? (?:none|no)\b[a-z ]*)?,? so )?(?:first )?(?:aggregate|sum|add up|total|pre ?aggregate) (?:up )?(?:the |all )?[a-z ]+? (?:by|per|for each|to the|of each) (?:each |the )?[a-z]+(?: [a-z]+)?(?: level)?(?: first| before (?:joining|combining)\b.*)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Apart();

    [GeneratedRegex(
        @"^(?:an? |the |all |any |for )?[a-z ]+? (?:without|with no|that have no|who have no|where there (?:is|are|was|were) no) [a-z ]+?,? (?:have|has|count as|counts as|get|gets|show|shows|should have|is|are|use|take)(?: (?:an?|the))?(?: [a-z ]+?)?(?: of| as)? (?:0|zero)(?: [a-z ]+)?$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex ZeroWithout();

    [GeneratedRegex(
        @"^rank (?:the |all )?[a-z ]+ (?:within|in|inside|for|per) (?:their |its |each |every |the )?[a-z]+(?: [a-z]+)? (?:by|on)\b[a-z ,]*(?:,? and|,? then) (?:keep|take|return|show|pick|select)(?: only)? the (?:first|top|best|highest|one)\b[a-z ]*$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex RankWithin();

    [GeneratedRegex(
        @"^(?:an? |the )?(?<what>[a-z]+(?: [a-z]+)?) (?:is|means|=) (?:the |an? )?(?:unique |distinct )?(?:pair|combination) of (?:an? |the |its )?(?<a>[a-z ]+?) and (?:an? |the |its )?(?<b>[a-z ]+?)(?: (?:of|in|on) (?:an? |the |each |its )?[a-z ]+)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Pair();

    [GeneratedRegex(
        @"^(?:return|show|include) only (?:the )?(?:day|week|month|quarter|year)s (?:with|that have|having|where there (?:are|were)) [a-z ]+(?:, in ascending order)?$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex OnlyFilled();

    /// <summary>Says that nothing is left out.</summary>
    [GeneratedRegex(
        @"^(?:count|include|consider|use) (?:all|every) (?:the )?[a-z ]+?,? (?:whatever|regardless of|no matter|irrespective of) (?:their|its|the|what)[a-z ]*$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex WholeCount();

    [GeneratedRegex(
        @"^the first (?:day|week|month|quarter|year|row|[a-z]+ of (?:an?|each|the) [a-z]+) (?:has|have|shows|gets) (?:no|an? empty|a null|null) [a-z ]+$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex FirstHasNone();

    [GeneratedRegex(
        @"^only (?!consider|include|use|look)(?<what>[^,;]+?) (?:count|counts|are counted|are considered|are included|matter|is counted)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex OnlyCount();

    [GeneratedRegex(
        @"^(?:count|include|consider|use|keep|take) only (?:the )?(?<what>[^,;]+?)(?:,? and (?:the )?[a-z]+(?: [a-z]+)? of (?:those|these|them|such) ?[a-z]*)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex CountOnly();

    [GeneratedRegex(
        @"^(?:(?:always |please )?(?:leave out|exclude|ignore|skip|omit|disregard|do not (?:count|include)|don't (?:count|include)) (?:all |any |the )?(?<what>[a-z§\d ]+?)(?: (?:without|with no|that have no|who have no) (?:an? |any |the )?(?<none>[a-z ]+))?|(?:all |any |the )?(?<what>[a-z§\d ]+?)(?: (?:without|with no|that have no|who have no) (?:an? |any |the )?(?<none>[a-z ]+))? (?:are|is) (?:left out|excluded|ignored|not counted|not included|omitted|skipped))$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex LeftOut();

    [GeneratedRegex(
        @"^(?:an? |the )?(?<of>[a-z]+(?: [a-z]+)?) (?:is|counts as|is considered|is called|is counted as|is regarded as) (?:an? |to be )?(?<kind>[a-z]+(?: [a-z]+)?) (?:if|when|once) (?<clause>.+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex KindIf();

    [GeneratedRegex(
        @"^(?:an? |the |note that )?(?<kind>[a-z]+(?: [a-z]+){0,3}) (?:have|has|are (?:those|the ones|ones|[a-z]+) with|is one with|are those whose|contains?|means? [a-z]+ with) (?<clause>(?!no\b|an? [a-z]+ of 0|several|many)[^=/*]+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex KindWith();

    [GeneratedRegex(@",\s*(?:taken|based|measured|going) (?:on|by) (?:the )?(?<time>[a-z ]+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex TakenOn();
}
