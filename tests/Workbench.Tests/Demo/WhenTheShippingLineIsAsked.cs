using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The second hold-out set: a container line with several currencies, balances, fiscal years and ports in two roles.</summary>
public sealed class WhenTheShippingLineIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-shipping");
