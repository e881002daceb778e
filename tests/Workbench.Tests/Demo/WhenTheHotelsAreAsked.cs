using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The sixth hold-out set: a chain of hotels in two currencies, with nights that no guest paid for and bookings by agencies.</summary>
public sealed class WhenTheHotelsAreAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-hotel");
