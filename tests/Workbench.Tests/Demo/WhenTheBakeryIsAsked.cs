using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The twelfth hold-out set: a bakery wholesaler with amounts in two currencies, chains that pay for their branches and counts of stock each evening.</summary>
public sealed class WhenTheBakeryIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-bakery");
