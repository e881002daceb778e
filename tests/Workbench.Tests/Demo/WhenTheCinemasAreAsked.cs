using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The ninth hold-out set: cinemas in two countries and currencies, with weeks from Friday and thirty questions that have no answer.</summary>
public sealed class WhenTheCinemasAreAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-cinema");
