using Shouldly;
using Workbench.Server.Cli;

namespace Workbench.Tests.Cli;

public sealed class WhenMarkdownIsPrinted
{
    [Theory]
    [InlineData("ARR was **$18.4M** at the `end`.", "ARR was $18.4M at the end.")]
    [InlineData("## By region", "By region")]
    [InlineData("see [the layer](/layer)", "see the layer (/layer)")]
    [InlineData(@"a \*star\* and 2 \| 3", "a *star* and 2 | 3")]
    [InlineData("- one\n- two", "- one\n- two")]
    [InlineData("bell\u0007 and \u001b[31mred", "bell and [31mred")]
    public void Marks_are_gone_and_words_stay(string markdown, string printed) => TerminalMarkdown.Print(markdown).ShouldBe(printed);

    [Fact]
    public void Tables_stand_in_columns() =>
        TerminalMarkdown
            .Print("Before\n\n| Region | ARR |\n|---|--:|\n| **EMEA** | $1 |\n| Asia \\| Pacific | $12,000 |\n\nAfter")
            .ShouldBe(
                """
                Before

                Region              ARR
                ──────────────  ───────
                EMEA                 $1
                Asia | Pacific  $12,000

                After
                """.ReplaceLineEndings("\n")
            );
}
