using Shouldly;
using Workbench.Client.Layout;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.Client;

public sealed class WhenThePaletteIsOpen
{
    private static readonly MetricLine[] Metrics =
    [
        new("win_rate", "Win rate", "ratio", null, "a.yml", 1, "Of deals"),
        new("arr", "ARR", "derived", "USD", "a.yml", 2, "Annual recurring revenue, a rate"),
    ];

    [Fact]
    public void Without_words_it_offers_the_pages_and_the_latest_conversations()
    {
        var line = new ConversationLine(Guid.NewGuid(), "Churn", DateTimeOffset.UnixEpoch, RunStatus.Done);

        PaletteView
            .Create("", [line], [], Metrics)
            .Items.Select(i => i.Title)
            .ShouldBe(["Chat", "Overview", "Traces", "Semantic layer", "Costs", "Router", "Settings", "Churn"]);
    }

    [Fact]
    public void Words_can_be_asked_and_find_metrics()
    {
        PaletteView.Create("rate", [], [], Metrics).Items.Select(i => i.Title).ShouldBe(["Win rate", "ARR", "Ask d0: rate"]);
    }

    [Fact]
    public void What_is_alike_stands_behind_what_was_found_and_says_so()
    {
        SimilarInLayer[] similar =
        [
            new SimilarMetric(Metrics[0]) { Likeness = 0.8 },
            new SimilarMetric(Metrics[1]) { Likeness = 0.7 },
            new SimilarVerified("Who pays?") { Likeness = 0.6 },
        ];
        PaletteView
            .Create("win rate", [], [], Metrics, similar: similar)
            .Items.Select(i => (i.Group, i.Title, i.Href))
            .ShouldBe([
                ("Metrics", "Win rate", "/layer/metrics/win_rate"),
                ("Ask", "Ask d0: win rate", null),
                ("Similar in meaning", "ARR", "/layer/metrics/arr"),
                ("Similar in meaning", "Who pays?", "/layer/verified?q=Who%20pays%3F"),
            ]);
    }

    [
        Theory,
        InlineData("/", "/chat"),
        InlineData("/chat/5", "/chat"),
        InlineData("/traces/5", "/traces"),
        InlineData("/tracesX", null),
        InlineData("/settings", "/settings"),
        InlineData("/settings/other", "/settings")
    ]
    public void The_rail_marks_the_page_one_is_on(string path, string? href) => NavPage.All.FirstOrDefault(p => p.IsAt(path))?.Href.ShouldBe(href);
}
