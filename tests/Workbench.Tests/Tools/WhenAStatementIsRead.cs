using Shouldly;
using Workbench.Server.Tools;

namespace Workbench.Tests.Tools;

public sealed class WhenAStatementIsRead
{
    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("  SELECT 1 ; -- done", "SELECT 1")]
    [InlineData("-- why\nwith a as (select 1) select * from a;", "-- why\nwith a as (select 1) select * from a")]
    [InlineData("(select 1)", "(select 1)")]
    [InlineData("select ';' as a, \";\" from $x$ ; $x$", "select ';' as a, \";\" from $x$ ; $x$")]
    [InlineData("select E'it\\'s; drop' /* ; /* ; */ */", "select E'it\\'s; drop'")]
    public void One_that_reads_is_taken(string sql, string expected)
    {
        SelectStatement.TryRead(sql, out var statement, out var problem).ShouldBeTrue(problem);
        statement.ShouldBe(expected);
    }

    [Theory]
    [InlineData("delete from billing.invoices")]
    [InlineData("select 1; delete from billing.invoices")]
    [InlineData("select 1;;select 2")]
    [InlineData("")]
    [InlineData("/* select */ drop table a")]
    [InlineData("explain analyze delete from a")]
    [InlineData("set role postgres")]
    [InlineData("copy a to program 'x'")]
    [InlineData("select 'never closed")]
    [InlineData("select 1 /* never closed")]
    public void Anything_else_is_refused(string sql)
    {
        SelectStatement.TryRead(sql, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeEmpty();
    }
}
