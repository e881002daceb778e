using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The seventh hold-out set: a publisher of a newspaper and magazines, with copies that come back and advertisements by the day of sale.</summary>
public sealed class WhenThePublisherIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-publisher");
