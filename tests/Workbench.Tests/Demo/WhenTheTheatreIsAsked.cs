using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The sixteenth hold-out set: a theatre and festival house with three stages.</summary>
public sealed class WhenTheTheatreIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-theatre");
