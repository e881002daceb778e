using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// What people say before they ask, in sentences of its own: "I am preparing the board's meeting. How many …", "Quick one from finance: …". The question
/// is read from the sentence that asks, word by word; of what goes before only what it points to is used, and what picks rows there and is not used
/// makes an answer unsure.
/// </summary>
internal sealed partial class Preamble
{
    private static readonly FrozenSet<string> Openers = Set("please and so ok okay now then well hi hello hey just also but or right anyway thanks , !");

    private static readonly FrozenSet<string> Interrogatives = Set("how what which who whose whom where when why whats hows whos");

    private static readonly FrozenSet<string> Imperatives = Set(
        "show list give tell count compare break split plot draw chart find get display rank sort name calculate compute"
    );

    /// <summary>Asks for the question itself: "one more thing", "a question from sales".</summary>
    private static readonly FrozenSet<string> Askings = Set("question questions one thing request favour favor query ask note");

    private static readonly FrozenSet<string> AroundAskings = Set(
        "a an the my our last next another more final quick small short little urgent simple first second two three few other follow up here is and"
    );

    private static readonly FrozenSet<string> Subjects = Set("it there they he she somebody someone nobody everybody everyone people this that you");

    /// <summary>Enough to keep an answer from being sure, too little to refuse it together with one more doubt.</summary>
    public const double BesideTheQuestion = 0.2;

    private readonly List<string> _kept = [];
    private bool _isLeftOut;

    private Preamble() { }

    /// <summary>The sentence that asks and what follows it, with what it points to.</summary>
    public ImmutableArray<Token> Question { get; private set; } = [];

    /// <summary>Null where the first sentence asks already, or nothing tells the question from what goes before it.</summary>
    public static Preamble? Of(ImmutableArray<Token> tokens, LayerLexicon lexicon, IValueIndex values, PeriodCalendar calendar, DateOnly today)
    {
        var parts = Asides.Parts(tokens);
        var asides = new Asides(lexicon, values);
        var asking = parts.FindIndex(part => Asks(part) && Names(part, asides));
        var lead = SplitLead(parts, asking);
        if (parts.Count < 2)
            return null;
        if (lead is not null)
            asking = parts.IndexOf(lead) + 1;
        else if (asking < 0 && parts.Take(parts.Count - 1).All(Asides.IsOfTheSpeaker) && Names(parts[^1], asides) && !parts[^1].Exists(asides.IsUnknown))
            asking = parts.Count - 1;
        if (asking < 1)
            return null;
        var preamble = new Preamble();
        List<Token> question = [];
        List<Token> context = [];
        foreach (var part in parts.Take(asking))
        {
            var isAboutAsking = IsAboutAsking(part);
            var isLead = part == lead;
            if (!isLead && !isAboutAsking && Asides.Picks(part) && !(Asides.IsOfTheSpeaker(part) && part[^1].Word != ":"))
                question.AddRange(part);
            else if (isLead || isAboutAsking || IsStatement(part, asides))
            {
                context.AddRange(part);
                preamble._isLeftOut |=
                    !isAboutAsking && !Asides.IsOfTheSpeaker(part) && part.Exists(t => t.IsContent)
                    || !isAboutAsking && (Asides.Picks(part) || part.Exists(t => t.Number is not null and not 1))
                    || part.Exists(t => Asides.IsNamed(t) || asides.NamesSomething(t));
            }
            else
                return null;
        }
        if (context.Count == 0)
            return null;
        question.AddRange(parts.Skip(asking).SelectMany(part => part));
        preamble.Point(question, question.Count - parts.Skip(asking + 1).Sum(part => part.Count), context, asides, calendar, today);
        return preamble;
    }

    /// <summary>Holds against a reading what was said before and is not in it.</summary>
    public void Weigh(Draft draft)
    {
        foreach (var kept in _kept)
            draft.Assume($"From what was said before: {kept}.");
        if (_isLeftOut || _kept.Count > 0)
            draft.Caution("what was said before the question", BesideTheQuestion);
    }

    /// <summary>Takes over the period and the values that the question points to or cannot do without.</summary>
    /// <param name="end">Where the sentence that asks ends.</param>
    private void Point(List<Token> question, int end, List<Token> context, Asides asides, PeriodCalendar calendar, DateOnly today)
    {
        ImmutableArray<Token> said = [.. context.Select((t, i) => t with { Index = i })];
        var pointing = Pointing(question);
        var isPointing = pointing >= 0 || context.Exists(t => t.Word is "about" or "concerning" or "regarding" or "only" or "just");
        List<Token> taken = [];
        var picked = asides.Values(context, value => IsToldApart(value, question));
        if (isPointing || picked.Exists(t => t.IsNameLike))
        {
            taken.AddRange(picked);
            if (picked.Count > 0)
                Keep(picked.Skip(1));
        }
        var periods = PeriodsOf(said, calendar, today);
        if (periods is [var only] && PeriodsOf([.. question.Select((t, i) => t with { Index = i })], calendar, today).Count == 0)
        {
            var named = said.Skip(only.First).Take(only.Last - only.First + 1).ToList();
            taken.AddRange(named);
            Keep(named);
        }
        _isLeftOut |= picked.Count > 0 || periods.Count > 0;
        while (end > 0 && question[end - 1].Kind == TokenKind.Mark)
            end--;
        question.InsertRange(pointing >= 0 && pointing + 1 < end && !question[pointing + 1].IsContent ? pointing + 1 : end, taken);
        Question = [.. question.Select((t, i) => t with { Index = i })];
    }

    /// <summary>"French speakers call more often. Calls by language?": each language is asked for.</summary>
    private static bool IsToldApart(ValueTarget value, List<Token> question)
    {
        var name = LayerLexicon.SplitWords(value.Dimension.Label).Select(WordForms.Root).LastOrDefault() ?? "";
        var by = question.FindIndex(t => t.Word is "by" or "per" or "each" or "every" or "across");
        return by >= 0 && question.Skip(by + 1).Take(4).Any(t => t.Root == name);
    }

    private void Keep(IEnumerable<Token> words) => _kept.Add(string.Join(' ', words.Select(t => Refusals.Escape(t.Text))));

    /// <summary>"on Monday", "tonight" say when somebody needs the answer.</summary>
    private static List<TimeMention> PeriodsOf(ImmutableArray<Token> tokens, PeriodCalendar calendar, DateOnly today)
    {
        var all = new TimeReader(tokens, new PeriodReader(tokens, calendar, today))
            .Read()
            .FindAll(m => m.Phrase is RangePhrase or FuturePhrase or ComparePhrase { With: not null } or AllTimePhrase);
        all.RemoveAll(m => tokens.Skip(m.First).Take(m.Last - m.First + 1).Any(t => EnglishWords.Weekdays.Contains(t.Word) || t.Word is "today" or "tomorrow"));
        return all.FindAll(m => !all.Exists(o => o != m && o.First <= m.First && o.Last >= m.Last));
    }

    private static bool Names(List<Token> part, Asides asides) => part.Exists(asides.NamesSomething);

    private static bool Asks(List<Token> part)
    {
        if (part[^1].Word == "?")
            return true;
        var at = part.FindIndex(t => !Openers.Contains(t.Word));
        if (at < 0)
            return false;
        var next = at + 1 < part.Count ? part[at + 1].Word : "";
        return Interrogatives.Contains(part[at].Word)
            || Imperatives.Contains(part[at].Word)
            || part[at].Word is "i" or "we" && IsRequest(part, at + 1)
            || part[at].Word is "can" or "could" or "would" or "will" && next is "you" or "i" or "we" or "somebody" or "someone";
    }

    /// <summary>"I'd like to know …", "we need the …".</summary>
    private static bool IsRequest(List<Token> part, int at)
    {
        while (at < part.Count && part[at].Word is "would" or "really" or "also" or "just" or "only")
            at++;
        if (at + 2 >= part.Count || part[at].Word is not ("like" or "love" or "need" or "want"))
            return false;
        return part[at + 1].Word == "to" ? part[at + 2].Word is "know" or "see" or "hear" or "learn" : part[at + 1].Word is "the" or "one" or "two";
    }

    /// <summary>"Quick one from finance:", "One last thing for the report:" say that a question comes.</summary>
    private static bool IsAboutAsking(List<Token> part)
    {
        var at = part.FindIndex(t => !AroundAskings.Contains(t.Word) && !Askings.Contains(t.Word) && !Openers.Contains(t.Word));
        return at > 0
            && part.Take(at).Any(t => Askings.Contains(t.Word))
            && (part[at].Kind == TokenKind.Mark || part[at].Word is "from" or "for" or "to" or "by" or "on" or "before" or "if" or "then");
    }

    /// <summary>A sentence, and no request in a few words: "Repairs in Leeds." asks for something.</summary>
    private static bool IsStatement(List<Token> part, Asides asides) =>
        Asides.IsOfTheSpeaker(part)
        || part[^1].Word is "." or "!" or ":"
            && (part.Exists(asides.IsUnknown) || Subjects.Contains(part[0].Word) || part.Exists(t => Asides.Verbs.Contains(t.Word)))
        || part[^1].Word == "?" && !Names(part, asides)
        || !part.Exists(t => t.IsContent);

    /// <summary>"back there", "of those": what is asked leans on what was said.</summary>
    private static int Pointing(List<Token> question)
    {
        for (var i = 0; i < question.Count; i++)
        {
            var before = i > 0 ? question[i - 1].Word : "";
            var next = i + 1 < question.Count ? question[i + 1].Word : "";
            if (
                question[i].Word is "them" or "those" or "these" or "they" or "their" or "its" or "such"
                || question[i].Word == "there"
                    && before is not ("are" or "is" or "were" or "was" or "been" or "be" or "have" or "has")
                    && next is not ("are" or "is" or "were" or "was" or "been" or "be" or "have" or "has" or "a" or "any")
                || question[i].Word is "it" or "that" && before is "of" or "for" or "in" or "on" or "from" or "about" or "with"
            )
                return i;
        }
        return -1;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
