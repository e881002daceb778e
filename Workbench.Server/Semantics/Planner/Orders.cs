using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>"Please suspend line 417", "could you cancel the order of …": somebody is told to do something, whatever number has a name like the verb.</summary>
internal static class Orders
{
    /// <summary>What one does to things, and not to numbers.</summary>
    private static readonly FrozenSet<string> Acts = Set(
        "suspend unsuspend cancel block unblock freeze unfreeze pause resume terminate disconnect reconnect activate reactivate deactivate disable enable refund reimburse delete remove "
            + "erase reset restart reboot stop halt abort approve reject dismiss fire hire promote demote assign reassign unassign enrol enroll register unregister subscribe unsubscribe "
            + "upgrade downgrade migrate transfer relocate reschedule postpone notify remind warn invite apologise apologize reply email dispatch install uninstall repair replace swap "
            + "lock unlock waive forgive withdraw deduct lend renew prolong revoke grant evict blacklist ban unban reopen merge translate publish unpublish rename adjust undo"
    );

    private static readonly FrozenSet<string> Openers = Set("hi hey hello ok okay now so and then just also kindly quickly first immediately , ! : .");

    private static readonly FrozenSet<string> Pointers = Set(
        "the a an this that these those all every each any our my his her their its your him them it everyone everybody"
    );

    /// <summary>Behind a noun that sounds like a verb: "cancel rate", "repair costs", "block by month".</summary>
    private static readonly FrozenSet<string> Measured = Set(
        "rate rates count counts time times volume volumes number numbers cost costs share percentage by per of in for vs and or on at with last this"
    );

    /// <summary>What somebody is told to do; null for a question.</summary>
    public static string? VerbOf(ImmutableArray<Token> tokens)
    {
        var isAsked = false;
        var i = 0;
        while (i < tokens.Length)
        {
            if (tokens[i].Word == "please" || Word(i) is "can" or "could" or "would" or "will" && Word(i + 1) == "you")
            {
                isAsked = true;
                i += Word(i) == "please" ? 1 : 2;
            }
            else if (Word(i) == "i" && Word(i + 1) is "want" or "need" && Word(i + 2) == "you" && Word(i + 3) == "to")
            {
                isAsked = true;
                i += 4;
            }
            else if (Word(i) == "go" && Word(i + 1) == "and" || Word(i) == "you" && Word(i + 1) is "should" or "must")
                i += 2;
            else if (Openers.Contains(Word(i)))
                i++;
            else
                break;
        }
        if (!Acts.Contains(Word(i)) || i + 1 >= tokens.Length)
            return null;
        var isThing = Pointers.Contains(Word(i + 1)) && !(Word(i + 1) is "this" or "that" or "each" or "every" && PeriodReader.UnitOf(Word(i + 2)) is not null);
        return isThing || IsOne(i + 1) || IsOne(i + 2) || isAsked && tokens[i + 1].Kind == TokenKind.Word && !Measured.Contains(Word(i + 1)) ? Word(i) : null;

        string Word(int at) => at >= 0 && at < tokens.Length ? tokens[at].Word : "";

        // "L00412", "Ada Brandt", "order 55123"
        bool IsOne(int at) =>
            at < tokens.Length
            && (
                tokens[at].Word.Any(char.IsDigit) && tokens[at].Word.Any(char.IsLetter) && !IsPeriod(tokens[at].Word)
                || at == i + 1 && tokens[at].IsNameLike
                || at == i + 2 && tokens[at] is { Number: >= 100, NumberUnit: null } && YearPartReader.YearOf(tokens[at].Word) is null
            );
    }

    private static bool IsPeriod(string word) => word.Length <= 6 && (word[0] is 'q' or 'h' || word.StartsWith("fy", StringComparison.Ordinal));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
