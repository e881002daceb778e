using System.Globalization;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Conformance;

/// <summary>Every case of tests/conformance against plain SQL that does not come from the compiler.</summary>
public sealed class WhenAnEngineMeetsATrap(ConformanceWarehouse warehouse) : IClassFixture<ConformanceWarehouse>
{
    private static readonly IConformanceEngine Engine = new WorkbenchEngine();

    public static TheoryData<string, string> Cases =>
        [.. ConformanceCase.Traps.SelectMany(trap => ConformanceCase.NamesOf(trap).Select(name => new TheoryDataRow<string, string>(trap, name)))];

    [Theory, MemberData(nameof(Cases))]
    public async Task It_gives_the_rows_of_plain_sql_or_refuses_as_it_should(string trap, string name)
    {
        var given = ConformanceCase.Read(trap, name);
        var answer = await Engine.AnswerAsync(given, warehouse.Source, TestContext.Current.CancellationToken);
        if (given.ExpectedSql is not { } sql)
        {
            answer.ShouldBeOfType<RefusedQuery>(given.Question).Code.ShouldBe(given.Refused);
            return;
        }
        var actual = answer.ShouldBeOfType<AnsweredRows>(given.Question);
        var expected = await SqlRows.ReadAsync(sql, warehouse.Source, TestContext.Current.CancellationToken);
        actual.Columns.ShouldBe(expected.Columns, given.Question);
        TextOf(actual, given).ShouldBe(TextOf(expected, given), given.Question);
    }

    private static List<string> TextOf(AnsweredRows rows, ConformanceCase given)
    {
        var lines = rows.Cells.Select(row => string.Join(" | ", row.Select(Text)));
        return [.. given.IsOrdered ? lines : lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>Numbers to a millionth, whatever their type.</summary>
    private static string Text(object? cell) =>
        cell switch
        {
            null => "–",
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            double number => Number((decimal)number),
            _ => Number(Convert.ToDecimal(cell, CultureInfo.InvariantCulture)),
        };

    private static string Number(decimal number) => Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture);
}
