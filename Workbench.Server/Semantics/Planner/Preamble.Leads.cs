using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What goes before a question in the same sentence: "sorry if this is silly, but how many …", "for the newsletter I need to know which …".</summary>
internal sealed partial class Preamble
{
    /// <summary>Behind these and behind a comma a question begins.</summary>
    private static readonly FrozenSet<string> BeforeQuestions = Set(
        ", but know see learn hear ask asks asked asking wonder wonders wondering curious understand tell sure interested"
    );

    /// <summary>A sentence that begins so says of which rows: "of the orders, how many …", "in Leeds, which …".</summary>
    private static readonly FrozenSet<string> Picking = Set(
        "for in at from of on within during over by compared per since between among across with without excluding except only given if when after before until through as under above"
    );

    /// <summary>What numbers are wanted for.</summary>
    private static readonly FrozenSet<string> Occasions = Set(
        "report list chart slide slides presentation meeting newsletter letter mail email deck summary paper story article review audit form dashboard speech talk quiz party dinner campaign statement workshop"
    );

    /// <summary>Cuts the sentence that asks in two where something goes before the question; what goes before, or null.</summary>
    /// <param name="asking">-1 where no sentence begins as questions do.</param>
    private static List<Token>? SplitLead(List<List<Token>> parts, int asking)
    {
        for (var i = Math.Max(0, asking); i < (asking < 0 ? parts.Count : asking + 1); i++)
            if (LeadOf(parts[i]) is > 0 and var at)
            {
                var (lead, question) = (parts[i][..at], parts[i][at..]);
                parts[i] = lead;
                parts.Insert(i + 1, question);
                return lead;
            }
        return null;
    }

    private static int LeadOf(List<Token> part)
    {
        if (part.Count < 6 || Asks(part[..^1]))
            return 0;
        for (var k = 3; k + 2 < part.Count; k++)
        {
            var begins = Interrogatives.Contains(part[k].Word) && BeforeQuestions.Contains(part[k - 1].Word);
            var isWanted = part[k].Word is "i" or "we" && part[k + 1].Word is "need" or "want" or "like" or "would" && part[0].Word is "for";
            if (!begins && !isWanted)
                continue;
            var lead = part[..k];
            return lead.Exists(t => t.IsContent) && (Picking.Contains(lead[0].Word) ? IsOccasion(lead) : SaysSomething(lead)) ? k : 0;
        }
        return 0;
    }

    private static bool SaysSomething(List<Token> lead) => Asides.IsOfTheSpeaker(lead) || lead.Exists(t => Asides.Verbs.Contains(t.Word));

    /// <summary>"for the party list", "for the bundle we are thinking about": what the number is for, and nothing that picks rows.</summary>
    private static bool IsOccasion(List<Token> lead)
    {
        var last = lead.FindLast(t => t.Kind != TokenKind.Mark && !EnglishWords.IsFunction(t.Word));
        return lead[0].Word == "for"
            && !lead.Exists(t => t.Number is not null || t.Kind == TokenKind.Quoted)
            && lead[1].Word is "the" or "a" or "an" or "my" or "our" or "this" or "some"
            && (lead.Exists(t => t.Word is "i" or "we") || last is not null && Occasions.Contains(last.Word));
    }
}
