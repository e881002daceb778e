using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner.Form;

internal sealed partial class FormReader
{
    private const int Patience = 2_000;

    [GeneratedRegex(@"\s+", RegexOptions.None, Patience)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(?:[a-z]+ed|taught|made|sold|given|taken|held|done|paid|sent|led)$", RegexOptions.None, Patience)]
    private static partial Regex Participle();

    [GeneratedRegex(@"^(?:total |number of |total number of )(?<what>[a-z]+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SignedUp();

    [GeneratedRegex(@"^represent (?:each|every|the) ", RegexOptions.None, Patience)]
    private static partial Regex Represent();

    [GeneratedRegex(
        @"\b(?:number|count) of (?!days)(?<what>[a-z ]+?)(?=\s*(?:,|$|\band\b|\bin\b|\bfor\b|\bper\b|\bof\b|\bby\b|◇))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex SaidCount();

    [GeneratedRegex(@"\b(?:how many|number of(?! days\b)|count of|counts?)\b", RegexOptions.None, Patience)]
    private static partial Regex HowMany();

    [GeneratedRegex(
        @"^(?:please |can you |could you )?(?:(?:what|who|which|where) (?:are|is|was|were)\b|(?:return|show|give|list|display|provide|report|output|include|find|get|calculate|compute|determine|retrieve|identify|tell)(?: me)?(?: all)?(?: also)?\b|also (?:return|show|give|include|calculate|compute)\b|how many\b|what\b|which\b|who\b)(?: (?:the|all|each|a|an)\b)?",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Asking();

    [GeneratedRegex(@"\b(?:list|which|who|what are)\b", RegexOptions.None, Patience)]
    private static partial Regex Listing();

    [GeneratedRegex(@"\s*\(?\bbased on (?:the )?(?<col>[a-z ]+?)\)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex BasedOn();

    [GeneratedRegex(
        @"(?:,?\s*\bwith (?:the |all )?(?:averages?|results?|totals?|values?|ratios?|percentages?|rates?|numbers?|amounts?))?,?\s*\b(?:rounded|round(?:ing)?)(?: it| them| the [a-z]+(?: [a-z]+)?| the results?| the answer| off| up)* to (?:the nearest (?:integer|whole number)|(?<n>\d+|two|three|one|four) (?:decimal(?: places?| points?)?s?|digits?|dp)(?: after the (?:decimal )?point)?)",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Rounded();

    [GeneratedRegex(@",?\s*\b(?:(?:expressed |represented |shown )?as (?:a )?percentages?|in percent|in percentage terms)\b", RegexOptions.None, Patience)]
    private static partial Regex Percent();

    [GeneratedRegex(
        @",?\s*\b(?:starting (?:from|with|at) the (?:top|highest|largest)|starting with the (?:longest|most|oldest|greatest|biggest)(?: [a-z]+)?|in (?:a )?(?:(?<up>ascending)|descending) order(?: of (?:the )?(?:date|day|week|month|time))?|from (?:the )?(?:highest|most) to (?:the )?(?:lowest|least)$(?<!ordered by.*))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Direction();

    [GeneratedRegex(
        @"\(as (?:a|the) [a-z ]+\)|\(both inclusive\)|\(inclusive\)|\(?(?:with|where) nulls? last\)?|, if any\b|\bas well\b(?! as)|\bif any\b|\bas of now\b|\bin the (?:database|dataset|data)\b|\bon record\b|,? (?:and )?(?:ordered|sorted|ranked)$|,? as a number from \d+ to \d+",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Remark();

    [GeneratedRegex(@"\bfirst and last names?\b|\bfirst name and last name\b", RegexOptions.None, Patience)]
    private static partial Regex FirstAndLast();

    [GeneratedRegex(@"^(?<field>[a-z ]+?) is (?<value>true|false)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex IsFlag();

    [GeneratedRegex(
        @"\bin (?:the |its |their )?(?:latest|most recent|last) (?:[a-z]+ )?snapshots?(?: (?:for|of|in|from))?\b|\b(?:on|as of|at|from|in|for) (?:the )?(?:latest|most recent|last) (?:available )?(?:[a-z]+ ){0,2}(?:date|day)\b(?! of\b)",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Snapshot();

    [GeneratedRegex(
        @"\b(?:(?:for|in|per|by|of|on) )?(?:each|every) (?<unit>day|week|month|quarter|year)\b(?! to)|\b(?:per|by) (?:calendar )?(?<unit>day|week|month|quarter|year)\b|\b(?<unit>daily|weekly|monthly|quarterly|yearly|annual)\b",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Grain();

    [GeneratedRegex(
        @"\b(?:(?:that|which) (?:were|are|was) )?(?:held |made |placed |created |done )?(?:on|during|over) (?:the )?weekends?\b",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Weekend();

    [GeneratedRegex(
        @"(?:\b(?:that|which|who|whose)\s+)?(?:\b(?:has|have|had|with|containing|contains|contain|having|include|including)\s+)?§(?<q>\d+)§ (?:in|within|as part of) (?:its |their |the |his |her )?(?<field>[a-z ]+?)(?=\s*(?:,|$|◇| or | and |\bhave\b|\bhas\b|\bdo\b|\bfor\b|\bin\b|\bgrouped\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Within();

    [GeneratedRegex(
        @"(?:(?:\b(?:that|which|who|whose|where|with|having|have|has|of)\s+)+|(?<=§ or |§ and ))(?:an? |the |its |their )?(?<field>[a-z ]{2,40}?) (?<op>contains|containing|contain|includes|including|like|starts with|starting with|start with|begins with|beginning with|begin with|ends with|ending with|end with|ends in|ending in|is|equals|equal to|=|of) §(?<q>\d+)§",
        RegexOptions.ExplicitCapture | RegexOptions.RightToLeft,
        Patience
    )]
    private static partial Regex Said();

    [GeneratedRegex(
        @"(?<=\b(?:the|a|an|to|for|of|from|by) )(?<thing>)(?<field>[a-z]+(?: [a-z]+)?) (?:named|called) §(?<q>\d+)§",
        RegexOptions.ExplicitCapture | RegexOptions.RightToLeft,
        Patience
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"(?:\b(?:that|which|who|whose|where|with|having|have|has)\s+)+(?:an? |the |its |their )?(?<field>[a-z0-9 ]{2,50}?) (?:is |are |was |of |that is )?(?<op>over|above|greater than|more than|higher than|exceeding|larger than|at least|no less than|not less than|under|below|less than|lower than|smaller than|at most|no more than|not more than|>=|<=|>|<) (?<n>\$?\d(?:[\d,]*\d)?(?:\.\d+)?)(?: dollars| usd)?",
        RegexOptions.ExplicitCapture | RegexOptions.RightToLeft,
        Patience
    )]
    private static partial Regex Over();

    [GeneratedRegex(@"(?:\beither\s+)?◈(?<a>\d+)\s*,?\s+or\s+(?:(?:that|which|who|whose|with|has|have)\s+)*◈(?<b>\d+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Either();

    [GeneratedRegex(
        @"(?<first>(?<field>\b(?:whose|where) (?:an? |the |its |their )?[a-z ]{2,40}?) (?:contains|starts with|begins with|ends with|is) §\d+§) or (?<op>contains|starts with|begins with|ends with|is) §",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex SameField();

    [GeneratedRegex(@"\$|\bdollars\b|\busd\b", RegexOptions.None, Patience)]
    private static partial Regex Dollars();

    [GeneratedRegex(@"◈(?<n>\d+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ConditionMark();

    [GeneratedRegex(
        @"(?:\b(?<agg>average|avg|mean|shortest|longest|minimum|maximum|median)\s+)?\b(?:(?:number of )?(?<unit>days|hours|minutes)|time|duration|length of time)(?: taken| it takes| it took| passed| elapsed)? (?:between|from) (?:the )?(?<a>[a-z ]+?) (?:and|to|until) (?:the )?(?<b>[a-z ]+?)(?=\s*(?:,|$|◇|◈| for | of |\bby\b|\bgrouped\b|\bper\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Spans();

    [GeneratedRegex(@"^(?:the )?(?:[a-z]+ )?▲(?<n>\d+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SpanMark();

    [GeneratedRegex(
        @",?\s*\b(?:and\s+)?(?:(?:ordered|sorted|ranked|order(?:ing)?|sort)(?: the results?| them| it)? by\s+|(?:ordered|sorted|ranked|order|sort)(?: the results?| them| it)?\s+(?=from\b|in (?:a |an )?(?:asc|desc|alphabetic|chronological|order)|(?:the )?(?:highest|lowest|most|least|largest|smallest|newest|oldest|latest|earliest)\b|desc|asc|alphabetically|chronologically))(?<by>.+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Ordered();

    [GeneratedRegex(@"\s*,\s*(?:and |then )?(?:by )?|\s+(?:and|then) (?:then )?(?:by )?", RegexOptions.None, Patience)]
    private static partial Regex OrderSeparator();

    [GeneratedRegex(
        @"\b(?:in )?(?:descending|desc)(?: order)?\b|\bfrom (?:the )?(?:highest|most|largest|greatest|latest|newest)(?: [a-z]+)? to (?:the )?(?:lowest|least|fewest|smallest|earliest|oldest)\b|\(?highest first\)?|\blargest first\b",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Falling();

    [GeneratedRegex(
        @"\b(?:in )?(?:ascending|asc)(?: order)?\b|\bfrom (?:the )?(?:lowest|least|fewest|smallest|earliest|oldest)(?: [a-z]+)? to (?:the )?(?:highest|most|largest|latest|newest)\b",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Rising();

    [GeneratedRegex(
        @"\bhow many (?<what>[a-z ]+?(?: (?:were|was|are) [a-z]+)?) in total and (?:how many )?on weekends?\b",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex CountTwice();

    /// <summary>"how many parcels were sent on weekends and how many on weekdays".</summary>
    [GeneratedRegex(
        @"\bhow many (?<what>[a-z ]+?(?: (?:were|was|are) [a-z]+)?) on (?<days>weekends?|weekdays?)(?:,? and| versus| vs) (?:how many )?(?:were |was )?(?:[a-z]+ )?on (?<days>weekends?|weekdays?)\b",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex CountBoth();

    [GeneratedRegex(
        @"^how many (?<what>[a-z ]+?) (?:did|does|do|has|have) each (?<of>.+?)(?:\s+(?:make|made|have|had|do|get|receive|received|place|placed|take|taken|complete|completed))*\s*$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex CountEach();

    [GeneratedRegex(
        @"\b(?:by|per|for each|of each|in each|grouped by) (?:the )?(?:(?<unit>day|month|quarter|hour) of (?:the )?(?<of>week|month|year|day)|(?<unit>weekday))\b(?:,? as a number from \d+ to \d+)?",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex TimePart();

    [GeneratedRegex(
        @"(?:\b(?:that|which|who|with|has|had|have|was|were|took|takes|been|stayed|lasted) )+(?:[a-z]+(?:ed|pt|ld|nt) )?(?:(?:for|at|with) (?:the|our) [a-z]+ )?(?:for )?(?:the )?(?<sup>longest|shortest)(?: (?:amount of time|time|period|duration|employment|tenure|stay))?(?: (?:before|until|to) (?:being |be |getting |get |having been |it was |he was |she was |they were )?(?<verb>[a-z]+)(?: (?:it|them|us|there))?)?(?=\s*(?:$|,|\bin\b|\bfor\b|◇|\band\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Longest();

    [GeneratedRegex(
        @"^(?:have |has |had |are |were |was |is )*(?:never|not|not yet|never yet|yet to be)(?: been)? (?<verb>[a-z]+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex NeverDone();

    [GeneratedRegex(
        @"(?:\b(?:with|of|having|(?:that|which|who) (?:have|has|had))|(?<=◈\d{1,2}\s+)and) (?<op>over|more than|at least|no less than|under|less than|fewer than|at most|no more than|exactly) (?<n>\$?\d(?:[\d,]*\d)?(?:\.\d+)?) (?<field>[a-z]+(?: [a-z]+)?)(?=\s*(?:,|$|◇|\?|and\b|or\b))",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex OverBefore();

    [GeneratedRegex(@"^[a-z]+(?:ed|t) (?:for )?(?=the (?:longest|shortest) ▲)", RegexOptions.None, Patience)]
    private static partial Regex Working();

    /// <summary>"For bills over 100, how many payments …".</summary>
    [GeneratedRegex(@"^for (?<of>[^,]+), (?<ask>(?:how many|what|which|who|return|show|list|give|calculate)\b.+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Leading();

    [GeneratedRegex(@"^(?<who>[a-z ]+) (?<act>[a-z]+)(?<rest>(?: *(?:◇|◈\d+))*) *$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex DoerAndAct();

    [GeneratedRegex(@"\((?<field>[a-z ]+?) is (?<not>not )?null\)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SettledBy();

    [GeneratedRegex(
        @"(?<!\b(?:phone|telephone|mobile|contact|vin|serial|account|id|invoice|ticket|order|card|house|tracking|license|policy|room|reference|registration) )\b(?:total )?(?:number|count|counts|list|sum|average|total|details) of\b(?! days)|\bnumber of days\b|\bin total\b",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Protected();

    [GeneratedRegex(
        @"\s*,?\s*\b(?:and )?(?:along with|together with|as well as|showing)\b|\b(?:grouped by|group by|split by|broken down by|for each|for every|of each|within each|within every|in every|in each|inside each|from each|across each|per|by)\b|\b(?:that|which|who|whose|where|having|without|with)\b|\bbut (?=(?:have|has|had|are|were|was|is|never|not|no|did|do|does|that|who|which)\b)|\b(?:for|of|in|from|to|through|via|using|across|among)\b|\s*,\s*and\b|\s*,|\band\b|:",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Marker();

    [GeneratedRegex(
        @"^(?:the )?(?<dir>top|bottom)(?: (?<n>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty))? (?:(?:best|worst|most|highest) (?:selling|performing|popular|earning|frequent) )?(?<what>.+)$|^(?:the )?(?<dir>top|best|worst) (?<n>\d+) (?<what>.+)$|^(?:the )?(?:(?<n>\d+|two|three|four|five|six|seven|eight|nine|ten) )?(?<dir>most|least) (?:(?:frequently |commonly |often )?[a-z]+ed|popular|common|frequent|active|sold|bought) (?<what>.+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Top();

    [GeneratedRegex(@"^(?:the )?(?:total )?(?:number|count) of (?<what>.+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex CountPhrase();

    [GeneratedRegex(
        @"\s+(?:are there|were there|is there|exist|do we have|in total|have|has|had|does|do|did|overall|are|were|there)$",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex There();

    [GeneratedRegex(@"^(?<what>.+?) (?:were|was|are|have been|has been|got|get) (?<verb>[a-z]+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Happened();

    [GeneratedRegex(@"^(?:the )?(?:distinct |unique |complete |full )*(?:list of )?(?:the )?(?:distinct |unique )*", RegexOptions.None, Patience)]
    private static partial Regex ListOf();

    [GeneratedRegex(@"^(?:(?:each|every|the|all|any)\s+)+", RegexOptions.None, Patience)]
    private static partial Regex Each();

    [GeneratedRegex(@"^(?:each|every)\b", RegexOptions.None, Patience)]
    private static partial Regex IsEach();

    [GeneratedRegex(
        @"^(?:(?:the|a|an|their|its|his|her|our|each|every|all|also|respective|corresponding|distinct|unique(?! [a-z]+s\b))\s+)+",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Determiner();

    [GeneratedRegex(
        @"^(?:the )?(?<sup>highest|lowest|most|fewest|largest|smallest|biggest|longest|shortest|least|greatest|maximum|minimum) (?<what>.+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex Superlative();

    [GeneratedRegex(
        @"^(?:have |has |had |do |does |did |are |were |was |is )*(?:no|not (?:have|had|made|make) any|not (?:on|in|part of|listed on|listed in) any|on no|in no|never (?<verb>[a-z]+)(?: an?| any)?|not (?<verb>[a-z]+)(?: out| in| up| off| back)? any|yet to (?<verb>[a-z]+)(?: an?| any)?|not (?:yet )?(?<verb>[a-z]+ed)(?: an?| any)?) (?<what>.+)$",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex None();

    [GeneratedRegex(@"^(?:(?:have|has|had|been|were|was|are|is|be|did|ever|actually|also|still|took|takes|take)\s+)+", RegexOptions.None, Patience)]
    private static partial Regex Aux();

    [GeneratedRegex(
        @"^(?:[a-z]+ed|made|make|taught|bought|sold|paid|had|given|taken|held|sent|got|done)\s+(?=(?:an?|any|at least|some|one|the)\b)",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Act();

    [GeneratedRegex(@"^(?<who>.+?) (?<what>(?:have|has|had|did|do|are|were|took|takes|take|made|received) .+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex HaveDone();

    [GeneratedRegex(@"\b(?:purchases?|orders?|transactions?)\b", RegexOptions.None, Patience)]
    private static partial Regex Purchase();
}
