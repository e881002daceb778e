using Shouldly;
using Workbench.Client.Traces;
using Workbench.Shared.Runs;

namespace Workbench.Tests.Client;

/// <summary>The query of <c>/traces</c>, as pages, saved views, the API and the command line read it.</summary>
public sealed class WhenAnAddressFilters
{
    [Fact]
    public void The_same_filters_are_the_same_text()
    {
        var (values, unread) = TraceQuery.Parse("?Status=Failed&q=two+words%20%26+more&agent=d0");

        unread.ShouldBeEmpty();
        values.Text.ShouldBe("two words & more");
        TraceQuery.Read(values, TimeZoneInfo.Utc).Status.ShouldBe(RunStatus.Failed);
        TraceQuery.Write(values).ShouldBe("q=two%20words%20%26%20more&agent=d0&status=Failed");
        TraceQuery.Parse(TraceQuery.Write(values)).Values.ShouldBe(values);
    }

    [Theory]
    [InlineData("colour=red", "colour=red")]
    [InlineData("status=asleep&agent=d0", "status=asleep")]
    [InlineData("from=yesterday", "from=yesterday")]
    [InlineData("zone=Mars/Olympus", "zone=Mars/Olympus")]
    [InlineData("steps=many&cost=dear", "steps=many, cost=dear")]
    public void What_filters_nothing_is_told(string query, string unread) => string.Join(", ", TraceQuery.Parse(query).Unread).ShouldBe(unread);

    [Fact]
    public void Every_filter_has_its_name()
    {
        var named = TraceQueryValues.Parts.Aggregate(TraceQueryValues.None, (values, part) => part.With(values, part.Name));

        TraceQueryValues.Parts.ShouldAllBe(p => p.Of(named) == p.Name);
        typeof(TraceQueryValues).GetProperties().Count(p => p.PropertyType == typeof(string)).ShouldBe(TraceQueryValues.Parts.Count);
    }
}
