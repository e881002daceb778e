using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The eighth hold-out set: shared cars in three cities, with three stations to a trip and fuel that is litres or kilowatt hours.</summary>
public sealed class WhenTheCarSharersAreAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-carshare");
