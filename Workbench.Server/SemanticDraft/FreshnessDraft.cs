using System.Globalization;

namespace Workbench.Server.SemanticDraft;

/// <summary>How current a table is, where its rows come at a steady rhythm and came lately.</summary>
/// <param name="Days">How old the newest row may be.</param>
internal sealed record FreshnessDraft(string Column, int Days, string Why)
{
    private const int FewestDays = 12;
    private const int MostGap = 31;

    /// <summary>Null where days are missed at random, or where nothing came for longer than the rhythm allows.</summary>
    public static FreshnessDraft? Of(EntityDraft entity, DateOnly today)
    {
        foreach (var time in entity.Times.OrderByDescending(t => t.IsDefault).ThenByDescending(t => t.IsTechnical))
        {
            if (!time.HasNulls && entity.Table.FindColumn(time.Column) is { Stored: null } column && Of(column, today) is { } found)
                return found;
        }

        return null;
    }

    private static FreshnessDraft? Of(SurveyedColumn column, DateOnly today)
    {
        if (column.Profile.Days is not { Count: >= FewestDays } days || days[^1] > today.AddDays(1))
            return null;

        var gaps = days.Skip(1).Zip(days, (later, earlier) => later.DayNumber - earlier.DayNumber).Order().ToList();
        var (usual, longest) = (gaps[gaps.Count / 2], gaps[^1]);
        // Weekends are three days of a daily rhythm; months are of 28 to 31 days.
        if (longest > Math.Max(usual + 3, usual * 5 / 4) || usual > MostGap)
            return null;

        var allowed = usual + longest + 1;
        return today.DayNumber - days[^1].DayNumber > allowed
            ? null
            : new FreshnessDraft(
                column.Name,
                allowed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{column.Name} has a new day every {(usual == 1 ? "day" : $"{usual} days")}, {longest} at most, over {days.Count:N0} days that were looked at"
                )
            );
    }
}
