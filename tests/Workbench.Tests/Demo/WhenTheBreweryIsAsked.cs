using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The fifteenth hold-out set: a brewery that sells to pubs and shops and in its own taprooms.</summary>
public sealed class WhenTheBreweryIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-brewery");
