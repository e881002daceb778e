using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What the instructions, and asides of the question, define: abbreviations, formulas, what a word means; and what is only talk about SQL.</summary>
internal sealed partial class FormDefinitions
{
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Meanings => _meanings;

    /// <summary>Tables that joins are said to go over.</summary>
    public List<string> Tables { get; } = [];

    /// <summary>Sentences that nothing was made of: they may change the answer.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>"the latest status from the snapshots table": the last row of each thing.</summary>
    public string? LatestOf { get; private set; }

    /// <summary>"Get the latest payment for each sale by aggregating over the payments table first": what, its table, and of each what.</summary>
    public (string What, string Table, string Each)? LatestRows { get; private set; }

    public bool UsedLatestRows { get; set; }

    public bool FillsGaps { get; private set; }

    /// <summary>"Only consider payments that have been settled": read like a condition of the question.</summary>
    public List<string> Conditions { get; } = [];

    public List<string> Orders { get; } = [];

    /// <summary>"Use rank() partitioned by class": what the question says as well, or nothing was read.</summary>
    public bool SaysRank { get; private set; }

    /// <summary>"The latest order is the one with the most recent date": likewise.</summary>
    public bool SaysLatest { get; private set; }

    /// <summary>"First count the trades of each client, then take the average of the counts."</summary>
    public bool AveragesOfEach { get; private set; }

    /// <summary>"…, with 0 where there are none".</summary>
    public bool AveragesWithNone { get; private set; }

    public void ReadInstructions(FormText text, FormPeriods periods)
    {
        foreach (var sentence in text.Sentences)
            if (!ReadAside(sentence, periods) && !IsTalk(FormText.Plain(sentence)))
                Unread.Add(sentence);
    }

    /// <summary>Whether it is a definition or a remark, and no question of its own.</summary>
    public bool ReadAside(string sentence, FormPeriods periods)
    {
        var plain = FormText.Plain(sentence);
        if (Recipes().IsMatch(plain))
        {
            AveragesOfEach = true;
            AveragesWithNone |= NoneCount().IsMatch(plain);
            return true;
        }
        if (Gaps().IsMatch(plain) && (AllPeriods().IsMatch(plain) || WithoutRows().IsMatch(plain)))
        {
            FillsGaps = true;
            return true;
        }
        if (RankRecipe().IsMatch(plain))
        {
            SaysRank = true;
            return true;
        }
        if (LatestRecipe().IsMatch(plain))
        {
            SaysLatest = true;
            return true;
        }
        if (ToGet().Match(plain) is { Success: true } recipe)
        {
            AddTables(plain);
            if (Summed().Match(plain) is { Success: true } summed)
                _meanings.TryAdd(Name(recipe.Groups["what"].Value), $"{Aggregate(summed.Groups["agg"].Value)} {summed.Groups["col"].Value}");
            // "…, filter status to active": what is left over restricts.
            return Recipe().Replace(plain[recipe.Length..], " ").All(c => !char.IsLetterOrDigit(c));
        }
        if (LatestOfEach().Match(plain) is { Success: true } rows)
        {
            var what = rows.Groups["what"].Value;
            LatestRows = (what, rows.Groups["table"].Success ? rows.Groups["table"].Value : what, rows.Groups["each"].Value);
            return true;
        }
        if (Latest().Match(plain) is { Success: true } latest)
        {
            LatestOf = latest.Groups["table"].Value;
            return true;
        }
        if (ReadRemark(plain, periods))
            return true;
        if (Sorted().Match(plain) is { Success: true } order)
        {
            Orders.Add(order.Groups["by"].Value);
            return true;
        }
        if (Flag().Match(plain) is { Success: true } flag)
        {
            _meanings[Name(flag.Groups["what"].Value)] = $"{flag.Groups["field"].Value} is {flag.Groups["value"].Value}";
            return true;
        }
        if (LeaveOut().Match(plain) is { Success: true } without)
        {
            Exclusions.Add((without.Groups["of"].Value.Trim(), without.Groups["field"].Value, plain));
            return true;
        }
        if (Only().Match(plain) is { Success: true } only)
        {
            Conditions.Add(only.Groups["what"].Value);
            return true;
        }
        if (ReadRestriction(plain) || ReadKind(plain))
            return true;
        // "join deals to accounts where stage = won" has a sign in it and defines nothing.
        if (Meaning().Match(plain) is not { Success: true } match || Commands().IsMatch(match.Groups["name"].Value))
            return false;
        var meaning = match.Groups["def"].Value.Trim();
        var name = match.Groups["name"].Value.Trim();
        if (periods.Define(name, meaning))
        {
            if (TakenOn().Match(meaning) is { Success: true } on)
                Times.Add(on.Groups["time"].Value);
            return true;
        }
        // "TPV = Total Payment Volume, the sum of the payment amount": the more exact half defines.
        if (Apposition().Match(meaning) is { Success: true } exact)
            meaning = exact.Groups["def"].Value;
        meaning = Dressing().Replace(meaning, "").Trim(' ', ',', '.');
        _meanings[Name(name)] = meaning;
        if (match.Groups["long"].Value is { Length: > 0 } full)
            _meanings.TryAdd(Name(full), meaning);
        return true;
    }

    public void Add(string name, string meaning) => _meanings.TryAdd(Name(name), meaning);

    /// <summary>"ASP = average sale price in the first quarter of 2023": the window is the question's.</summary>
    public List<FormPeriod> CutPeriods(FormPeriods periods)
    {
        var found = new List<FormPeriod>();
        foreach (var (name, meaning) in _meanings.ToList())
        {
            var text = meaning;
            foreach (var period in periods.Cut(ref text).Where(p => !found.Exists(f => (f.From, f.To) == (p.From, p.To))))
                found.Add(period);
            _meanings[name] = text.Replace("◇", " ", StringComparison.Ordinal).Trim();
        }
        return found;
    }

    public static string Name(string text) => string.Join(' ', FormText.Words(text).Where(w => w is not ("the" or "a" or "an" or "note" or "that")));

    /// <summary>How the query is to be written, not what it says.</summary>
    public static bool IsTalk(string plain) => Talk().IsMatch(plain) && !Restricting().IsMatch(WeekendDays().Replace(plain, " "));

    public string CutJoins(string plain)
    {
        foreach (Match match in Joins().Matches(plain))
            AddTables(match.Value);
        return Joins().Replace(plain, " ");
    }

    private void AddTables(string text)
    {
        if (Joined().Match(text) is { Success: true } match)
            Tables.AddRange(Separator().Split(match.Groups["tables"].Value).Select(t => t.Trim()).Where(t => t.Length > 0));
    }

    private static string Aggregate(string word) =>
        word switch
        {
            "average" => "average",
            "count" => "number of",
            _ => "total",
        };

    [GeneratedRegex(
        @"^(?:also )?(?:return|include|show) (?:all|every|each) (?:the )?(?:days|weeks|months|quarters|years)\b|including (?:those|months|weeks|days) (?:where|with|when|in which)",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Gaps();

    [GeneratedRegex(
        @"^(?:first,? )?(?:count|compute|calculate|get|find|sum|determine|aggregate)\b.*\b(?:each|per|every)\b.*(?:,|\bthen\b|\band\b).*\b(?:average|mean)\b(?! (?:of|for) each)[^<>=]*$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Recipes();

    [GeneratedRegex(@"^(?:use (?:the |a )?(?:dense ?)?(?:rank|row ?number)\b|rank the\b)[^=<>]*$", RegexOptions.None, 2_000)]
    private static partial Regex RankRecipe();

    [GeneratedRegex(
        @"^(?:to (?:get|find|determine) )?the (?:latest|most recent|last|newest|first|earliest) [a-z ]+?(?:,| is| means)\b.*\b(?:most recent|latest|last|maximum|max|highest|newest|first|earliest|minimum)\b.*\b(?:date|time|timestamp|day|at|on)$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex LatestRecipe();

    [GeneratedRegex(@"\b(?:with|as|count(?:s|ing)? as|treated as|including) (?:0|zero|those without)\b", RegexOptions.None, 2_000)]
    private static partial Regex NoneCount();

    /// <summary>The whole sentence: "return all months in your answer, including those where there were no payments".</summary>
    [GeneratedRegex(
        @"^(?:also )?(?:return|include|show) (?:all|every|each) (?:the )?\w+(?: in (?:your|the) (?:answer|result|results|output))?$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex AllPeriods();

    [GeneratedRegex(@"\b(?:where|with|when|in which) (?:[a-z]+ ){0,3}?(?:no|zero|0|nothing|without)\b", RegexOptions.None, 2_000)]
    private static partial Regex WithoutRows();

    /// <summary>The steps of a recipe that say no more than the question does.</summary>
    [GeneratedRegex(
        @"\b(?:first |then )?join(?:ing)? (?:the )?[a-z]+(?: [a-z]+)?(?: and| with| to) (?:the )?[a-z]+(?: [a-z]+)? tables?\b|\b(?:then )?group(?:ed|ing)? by (?:the )?[a-z]+\b|\b(?:sum|average|count|add up) (?:up )?(?:the )?[a-z ]+?(?=$|,| and )|\bfilter for [a-z]+ in the (?:past|last) \d+ [a-z]+\b|\b(?:and|then)\b",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Recipe();

    [GeneratedRegex(
        @"^(?:always |only |first )?(?:join|filter|use|using|take|select|exclude|include|keep|remove|ignore|drop|count)\b.*\b(?:where|with|when|if|that|to|by|for|on)\b",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Commands();

    /// <summary>Words that choose rows: such a sentence is no talk, whatever it begins with.</summary>
    [GeneratedRegex(
        @"^(?!when |if ).*(?:\bonly\b|\bwhere\b|\bexcept\b|\bexclud|\bwhich\b|\bwhose\b|\bthat (?:are|is|were|was|have|has)\b|\bunless\b|\bwithout\b|\bnot\b)|§\d+§|^filter\b(?! (?:the )?[a-z]+(?: [a-z]+)? using i?like\b)|\bfilter\b.*\b(?:in|to|from|of)\b.*\busing\b|[<>]|^(?!if )[^=]*\b(?!on\b)\w+ \w+ = \w+$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Restricting();

    [GeneratedRegex(@"^weekend(?: days|s) are saturday[^a-z]*(?:and|or) sunday[^a-z]*$", RegexOptions.None, 2_000)]
    private static partial Regex WeekendDays();

    [GeneratedRegex(
        @"^to (?:get|calculate|compute|find|determine) (?:the )?(?<what>.+?)(?: (?:per|made by|for|by|of) (?:each |every |the )?\w+(?: ◇)?| in the past.*?)?,",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex ToGet();

    [GeneratedRegex(@"\b(?<agg>sum|average|count|add up) (?:up )?(?:the )?(?<col>[a-z ]+?)(?:$|,| and )", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Summed();

    [GeneratedRegex(
        @"\b(?:latest|most recent|last) (?:status|state|value|row|record|entry|date|snapshot)\b.*?\b(?:from|in|of) the (?<table>[a-z ]+?) table",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Latest();

    [GeneratedRegex(
        @"^(?:when (?:getting|calculating|computing|measuring) [^,]+, )?(?:always |first )?(?:get|use|take|consider|find|pick) (?:only )?the (?:latest|last|most recent|newest) (?<what>[a-z ]+?) (?:for|per|of) (?:each |every |the |that |a )?(?<each>[a-z]+(?: [a-z]+)?)(?: (?:by|through) (?:first )?aggregating (?:over |on )?the (?<table>[a-z ]+?) table)?(?: first)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex LatestOfEach();

    [GeneratedRegex(@"^(?:always )?(?:order|sort)(?: the)?(?: results?)? by (?<by>.+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Sorted();

    [GeneratedRegex(
        @"^(?:\w+ )+?(?:are|is|counts?|count) (?:considered |counted |regarded |treated )?(?:to be |as )?(?<what>[a-z ]+?) (?:if|when) (?<field>[a-z ]+?)(?: is| =|=| equals) (?<value>true|false|§\d+§)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Flag();

    [GeneratedRegex(
        @"^(?:always )?(?:leave out|exclude|ignore|skip|omit|disregard) (?:all |any |the )?(?<of>[a-z ]+?) (?:without|with no|that have no|who have no|with an? empty|with a null) (?:an? |any |the )?(?<field>[a-z ]+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex LeaveOut();

    [GeneratedRegex(@"^(?:only )(?:consider|include|count|use|look at) (?<what>.+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Only();

    [GeneratedRegex(
        @"^(?:note that |where |here,? )?(?:the )?(?<name>[\p{L}\d][\p{L}\d%& ]{0,40}?)\s*(?:\((?<long>[^)]{2,60})\))?\s*(?:=|\brefers? to\b|\bis defined as\b|\bis calculated as\b|\bis computed as\b|\bmeans\b|\bstands for\b)\s*(?<def>.+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Meaning();

    [GeneratedRegex(
        @"^[^=/*+()-]+, (?:i\.?e\.?,? |which is |that is )?(?<def>(?:the )?(?:sum|average|number|count|total)\b.+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Apposition();

    [GeneratedRegex(@"\b(?:in (?:us )?dollars|in usd|in the [a-z ]+? table|from the [a-z ]+? table|expressed as a percentage)\b", RegexOptions.None, 2_000)]
    private static partial Regex Dressing();

    [GeneratedRegex(
        @"^(?:always )?(?:join|order results? with nulls|order by .* nulls last|truncate|cast|convert|use (?:a |the )?(?:cte|window|left|inner|date ?trunc|subquery)|weekend days are|weekends are|match(?:ing)?\b.*(?:case|insensitiv|partial|like|wildcard)|(?:when|if) (?:using|filtering|matching|searching)\b.*(?:case insensitiv|like|wildcard|partial|ilike)|if .* are to be joined|filter .* using (?:i?like)|use (?:i?like)|round\b|make sure to (?:cast|convert))|^always order results with nulls last$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Talk();

    [GeneratedRegex(
        @",?\s*\b(?:by (?:doing|performing|using|means of) an? (?:left |right |inner |outer |full )*join|based on (?:joining|a join of|the join of)|(?:by|after|using) joining|using an? (?:left |right |inner |outer |full )*join)\b[^.;]*$|,?\s*\b(?:from|in|using|of) the [a-z ]+? tables?\b",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Joins();

    [GeneratedRegex(
        @"\b(?:join(?:ing)?(?: from| between| of| on)?|from|in|using|of) (?:the )?(?<tables>[a-z, ]+?)(?: tables?\b|$)",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Joined();

    [GeneratedRegex(@"\s*,\s*|\s+(?:and|to|with)\s+(?:the )?", RegexOptions.None, 2_000)]
    private static partial Regex Separator();
}
