namespace Workbench.Server.VerifiedQueries;

/// <summary>What came out of one run of a verified query.</summary>
internal abstract record VerifiedResult(double DurationMs)
{
    /// <summary>The claim, ended by it.</summary>
    /// <param name="before">The newest result before it; null: none.</param>
    public VerifiedRunRow Upon(VerifiedRunRow claim, VerifiedRunRow? before, DateTimeOffset now) =>
        this switch
        {
            VerifiedFailure failure => claim with { EndedAt = now, DurationMs = DurationMs, Failure = failure.Reason },
            VerifiedRows rows => Upon(rows, claim, before, now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static VerifiedRunRow Upon(VerifiedRows rows, VerifiedRunRow claim, VerifiedRunRow? before, DateTimeOffset now)
    {
        var ended = claim with
        {
            EndedAt = now,
            DurationMs = rows.DurationMs,
            PeriodFrom = rows.From,
            PeriodTo = rows.To,
            PeriodLabel = rows.PeriodLabel,
            IsClosed = rows.IsClosed,
            Digest = rows.Digest,
            Value = rows.Value,
            RowCount = rows.RowCount,
            FirstDigest = rows.Digest,
            FirstValue = rows.Value,
            FirstAt = now,
        };
        if (before is null)
            return ended;
        var isSamePeriod = rows.IsClosed && (before.IsClosed, before.PeriodFrom, before.PeriodTo) == (true, rows.From, rows.To);
        if (isSamePeriod && before.FirstDigest != rows.Digest)
            return ended with
            {
                FirstDigest = before.FirstDigest,
                FirstValue = before.IsOfEarlierPeriod ? before.Value : before.FirstValue,
                FirstAt = before.FirstAt,
                IsChanged = true,
            };
        // Another period may have begun, under another layer too: that an earlier one changed is still to be looked at, until somebody renews.
        if (isSamePeriod ? before.IsOfEarlierPeriod : before.IsChanged)
            return ended with { FirstValue = before.FirstValue, FirstAt = before.FirstAt, IsChanged = true };
        return isSamePeriod ? ended with { FirstDigest = before.FirstDigest, FirstValue = before.FirstValue, FirstAt = before.FirstAt } : ended;
    }
}

internal sealed record VerifiedFailure(string Reason, double DurationMs) : VerifiedResult(DurationMs);

/// <summary>Says nothing of the query: the warehouse was away, or the server stops.</summary>
internal sealed record VerifiedNotRun(string Reason) : VerifiedResult(0);

/// <param name="From">First day; null: all data.</param>
/// <param name="To">First day that is not included.</param>
internal sealed record VerifiedRows(
    string Digest,
    string? Value,
    long RowCount,
    DateOnly? From,
    DateOnly? To,
    string? PeriodLabel,
    bool IsClosed,
    double DurationMs
) : VerifiedResult(DurationMs);
