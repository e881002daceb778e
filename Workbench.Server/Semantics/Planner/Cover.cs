using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>One way to read all words of a question: mentions that do not overlap, in order.</summary>
/// <param name="Unused">Content words that no mention took.</param>
internal sealed record Cover(ImmutableArray<Mention> Mentions, ImmutableArray<Token> Unused, double Score);

/// <summary>Finds the mentions that together explain most of a question.</summary>
internal static class CoverSearch
{
    private const int Width = 14;
    private const double SkipPenalty = 0.6;

    public static ImmutableArray<Cover> Best(ImmutableArray<Token> tokens, IEnumerable<Mention> mentions, int count)
    {
        var starting = new List<(Mention Mention, double Gain)>[tokens.Length];
        foreach (var mention in mentions)
            (starting[mention.First] ??= []).Add((mention, GainOf(mention, tokens)));
        foreach (var list in starting.OfType<List<(Mention Mention, double Gain)>>())
        {
            list.Sort((a, b) => b.Gain.CompareTo(a.Gain));
            if (list.Count > Width)
                list.RemoveRange(Width, list.Count - Width);
        }
        List<State> states = [new State(null, null, UInt128.Zero, 0)];
        for (var i = 0; i < tokens.Length; i++)
        {
            var next = new List<State>(states.Count * 4);
            foreach (var state in states)
            {
                if ((state.Mask & (UInt128.One << i)) != 0)
                {
                    next.Add(state);
                    continue;
                }
                next.Add(state with { Score = state.Score - (tokens[i].IsContent ? SkipPenalty : 0) });
                foreach (var (mention, gain) in starting[i] ?? [])
                    if ((mention.Mask & state.Mask) == 0)
                        next.Add(new State(state, mention, state.Mask | mention.Mask, state.Score + gain));
            }
            next.Sort((a, b) => b.Score.CompareTo(a.Score));
            states = next.Count > Width ? next.GetRange(0, Width) : next;
        }
        return [.. states.Take(count).Select(s => CoverOf(s, tokens))];
    }

    private static double GainOf(Mention mention, ImmutableArray<Token> tokens)
    {
        // Each link costs a little, so that one long name beats two short ones; words of structure are free.
        var gain = mention is CueMention ? 0 : -0.06;
        var content = 0;
        for (var i = mention.First; i <= mention.Last; i++)
        {
            if ((mention.Mask & (UInt128.One << i)) == 0)
                continue;
            gain += tokens[i].Weight * mention.Quality;
            if (tokens[i].IsContent)
                content++;
        }
        // A name of several words says more than its words one by one.
        return mention is LinkMention { Options: [{ IsWhole: true }, ..] } && content > 1 ? gain + 0.12 * (content - 1) : gain;
    }

    private static Cover CoverOf(State state, ImmutableArray<Token> tokens)
    {
        var mentions = new List<Mention>();
        for (var at = state; at is not null; at = at.Before)
            if (at.Mention is not null)
                mentions.Add(at.Mention);
        return new Cover([.. mentions.OrderBy(m => m.First)], [.. tokens.Where(t => t.IsContent && (state.Mask & (UInt128.One << t.Index)) == 0)], state.Score);
    }

    private sealed record State(State? Before, Mention? Mention, UInt128 Mask, double Score);
}
