using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Planner;

public sealed class PlannerAnswersFromTheLayer
{
    [Theory]
    [InlineData("what can I ask?", "Loans")]
    [InlineData("how is late rate defined?", "Overdue loans divided by Loans")]
    [InlineData("what does MMR mean?", "What members pay a month.")]
    [InlineData("what is in AMR?", "membership_revenue * 12")]
    [InlineData("What is circulation?", "How many items leave the house.")]
    [InlineData("which metrics do you have about fines?", "Average fine")]
    [InlineData("what tables are there?", "main.loans")]
    [InlineData("how fresh is the data?", "main.loans")]
    [InlineData("what can I group loans by?", "genre")]
    public void Questions_about_the_layer_are_answered_from_it(string question, string part)
    {
        var answer = PlannerHarness.Library.Ask(question).ShouldBeOfType<PlannedLayerAnswer>();
        answer.Markdown.ShouldContain(part, Case.Insensitive);
        answer.Markdown.ShouldNotContain("purchases");
        answer.Markdown.ShouldNotContain("Acquisition cost");
    }

    [Fact]
    public void A_definition_names_its_file_and_line()
    {
        var source = PlannerHarness.Library.Ask("how is late rate defined?").ShouldBeOfType<PlannedLayerAnswer>().Sources.ShouldHaveSingleItem();
        source.Name.ShouldBe("late_rate");
        source.File.ShouldBe("3-metrics/sketch.yml");
        source.Line.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("What is our MMR?", "membership_revenue")]
    [InlineData("What were the loans last month?", "loans in last_month vs previous")]
    public void A_question_to_the_data_is_not_taken_for_one_about_the_layer(string question, string reading) =>
        PlannerHarness.Show(PlannerHarness.Library.Ask(question)).ShouldBe(reading);
}
