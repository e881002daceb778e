using System.Text.RegularExpressions;

namespace Workbench.Server.Semantics.Planner.Form;

internal sealed partial class FormMeasures
{
    [GeneratedRegex(@"^(?:(?:the|a|an|their|its|his|her|our|also|calculate|and|each|what is|what are)\s+)+", RegexOptions.None, 2_000)]
    private static partial Regex Leading();

    [GeneratedRegex(
        @"(?:\s+(?:in total|overall|made|for each|each|of them|altogether|respectively|as well|they made|made by them))+$",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Trailing();

    [GeneratedRegex(@"^(?:the )?(?:total )?(?:number of days|days|duration|time|time span|length)\b(?! (?:between|from))", RegexOptions.None, 2_000)]
    private static partial Regex DaysOf();

    [GeneratedRegex(
        @"^(?:(?<agg>average|avg|mean|shortest|longest|minimum|maximum|min|max|median|total) )?(?:number of days|days|time|duration|time taken|number of days it takes|time it takes|time it took)(?: taken| passed| elapsed)? (?:between|from) (?<a>.+?) (?:and|to|until) (?<b>.+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    public static partial Regex SpanOf();

    [GeneratedRegex(
        @"\b(?:current|this|the|each|given) (?:month|week|quarter|year|period|day)\b.*-.*\b(?:prev|previous|prior|last|preceding) (?:month|week|quarter|year|period|day)\b",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Change();

    [GeneratedRegex(@"^(?:all )?(?:those|these|the|its|their) ", RegexOptions.None, 2_000)]
    private static partial Regex Those();

    [GeneratedRegex(
        @" (?:in|as) (?:kilomet(?:er|re)s|km|miles|met(?:er|re)s|minutes|hours|days|dollars|euros|usd|eur|kilograms|kg|lit(?:er|re)s)\b",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex InUnits();

    [GeneratedRegex(@"\* ?100\b|\b100 ?\*|\bpercent", RegexOptions.None, 2_000)]
    private static partial Regex Hundred();

    [GeneratedRegex(
        @"^(?:the )?(?:running|cumulative|rolling cumulative) (?:total|sum|count|number|amount)s?(?: so far)?(?: of (?:the )?(?:total |number of |monthly |weekly |daily |those |these )*(?:totals?|values?|amounts?|sums?|it)\b| of (?<what>[a-z ]+?))?(?: (?:over|across|by|per|through|for) (?:the |all |each )*(?:day|week|month|quarter|year|period|time)s?)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex RunningTotal();

    [GeneratedRegex(
        @"\brank(?:ing)?\b.*?\b(?:ordered|based|sorted|ranked|order|according|by)\b(?: on| to)?(?: by)?(?: its| their| the)? (?<by>.+?)(?: in)?(?: descending| desc| from highest to lowest)?(?: order)?$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Ranked();

    [GeneratedRegex(@"\s[-+*/x×÷]\s|\)\s*[-+*/×÷]|[*/×÷]", RegexOptions.None, 2_000)]
    private static partial Regex Operator();

    [GeneratedRegex(@"[()+*/×÷]|(?<=[\s)])[-x](?=[\s(])|(?:(?!(?<=[\s)])[-x](?=[\s(]))[^()+*/×÷])+", RegexOptions.None, 2_000)]
    private static partial Regex Operand();

    [GeneratedRegex(
        @"^(?:the )?(?<agg>average|avg|mean|sum|total|median|highest|maximum|max|lowest|minimum|min)(?: of)?(?: the)? ?(?:difference )?\((?<a>[a-z0-9 ]+?) (?<op>[-+*]) (?<b>[a-z0-9 ]+?)\)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex RowFormula();

    [GeneratedRegex(@"^(?:total |overall )?(?:number|count|total number|total count|no) of (?:the )?(?<what>.+)$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex CountOf();

    [GeneratedRegex(@"^(?:total )?(?<what>.+?)(?: total)? counts?$", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex CountBehind();

    [GeneratedRegex(
        @"^(?<agg>total|average|avg|sum|highest|lowest|maximum|minimum|median)(?: of)? (?:the )?(?:amounts?|value|sum|money|volume)? ?(?:of|from|in) (?:all |the )*(?<what>[a-z ]+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex AmountOf();

    [GeneratedRegex(@"\bpurchases?\b|\btransactions?\b", RegexOptions.None, 2_000)]
    private static partial Regex Purchase();

    [GeneratedRegex(@"\b(?:per (?<unit>day|week|month|quarter|year)|(?<unit>daily|weekly|monthly|quarterly|yearly))\b", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex PerPeriod();

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*$", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex IsColumn();

    [GeneratedRegex(@"\b(?:being|getting|get|got|was|is|were|their|its|the|a|an|his|her|time|timestamp|of)\b|\bdate$", RegexOptions.None, 2_000)]
    private static partial Regex TimeTalk();

    [GeneratedRegex(
        @"(?<=[a-z] )(?:on or (?:after|before)|later than|earlier than|after|before|past|on|in|with|by|for|from|via|through|at|to|using|that|which|who|where|of|over|above|under|below|without|at least|at most|more than|less than) ",
        RegexOptions.None,
        2_000
    )]
    private static partial Regex Qualifier();

    [GeneratedRegex(
        @"^(?:(?:with|of|that have|having|where|whose) )?(?:an? |the |their |its )?(?<field>[a-z0-9 ]*?) ?(?:is |are |of |was )?(?<op>over|above|greater than|more than|higher than|exceeding|at least|no less than|under|below|less than|lower than|fewer than|at most|no more than|up to) (?<n>\$?\d(?:[\d,]*\d)?(?:\.\d+)?)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Limit();

    [GeneratedRegex(@"^(?:(?:are|is|were|was|has|have|had|been|being|paid|made|done|the|an?) )+", RegexOptions.None, 2_000)]
    private static partial Regex Being();

    [GeneratedRegex(
        @"^(?:(?<not>without|(?:with|that have|that had|which have|where|having) no)|with|that have|that had|which have|which had|having)(?: an?| any| the)? (?<field>[a-z0-9 ]+)$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex Having();

    [GeneratedRegex(@"\b(?:not|no|never|without|except|but)\b", RegexOptions.None, 2_000)]
    private static partial Regex Negated();

    [GeneratedRegex(
        @"^[( ]*\{0\}[) ]*/[( ]*\{0\}[) ]*(?<percent>\* *100(?:\.0+)? *)?[) ]*$|^[( ]*(?<percent>100(?:\.0+)? *\* *)[( ]*\{0\}[) ]*/[( ]*\{0\}[) ]*$",
        RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex SelfShare();

    [GeneratedRegex(@"/.*\b(?:of|across|over|for) all\b|/.*\b(?:overall|grand total)\b", RegexOptions.None, 2_000)]
    private static partial Regex OfAll();

    [GeneratedRegex(@"^(?:(?:the|a|an|all|each|every|its|their) )+", RegexOptions.None, 2_000)]
    private static partial Regex AllOf();
}
