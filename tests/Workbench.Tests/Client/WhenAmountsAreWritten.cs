using System.Globalization;
using Shouldly;
using Workbench.Client.Components;

namespace Workbench.Tests.Client;

public sealed class WhenAmountsAreWritten
{
    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.000004", "<$0.0001")]
    [InlineData("0.0001", "$0.0001")]
    [InlineData("0.0042", "$0.0042")]
    [InlineData("0.5", "$0.5000")]
    [InlineData("1.239", "$1.24")]
    [InlineData("12345.6", "$12,345.60")]
    public void Small_amounts_keep_four_decimals_and_never_become_zero(string usd, string shown)
    {
        Amounts.Cost(decimal.Parse(usd, CultureInfo.InvariantCulture)).ShouldBe(shown);
    }

    [Fact]
    public void What_has_no_price_is_unpriced_and_not_free() => Amounts.Cost(null).ShouldBe("unpriced");

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(38, "38 ms")]
    [InlineData(1240, "1.24 s")]
    [InlineData(12_400, "12.4 s")]
    [InlineData(125_000, "2 min 5 s")]
    public void Durations_have_the_unit_that_suits_them(double milliseconds, string shown) => Amounts.Duration(milliseconds).ShouldBe(shown);
}
