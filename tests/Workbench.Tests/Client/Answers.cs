using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

internal static class Answers
{
    public static Answer Of(AnswerStatus status) =>
        new()
        {
            RunId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            Status = status,
            Origin = status == AnswerStatus.Answered ? AnswerOrigin.Compiled : AnswerOrigin.None,
            Text = "Text.",
        };

    public static Answer Number(decimal now, decimal before, string unit = "USD") =>
        Of(AnswerStatus.Answered) with
        {
            Columns =
            [
                new("arr", "ARR", ColumnType.Decimal, unit),
                new("arr.previous", "before", ColumnType.Decimal, unit),
                new("arr.change_pct", "change", ColumnType.Decimal, "percent"),
            ],
            Rows =
            [
                [new Cell(now), new Cell(before), new Cell(null)],
            ],
            Chart = new AnswerChart(ChartType.Number, null, ["arr"]),
        };
}
