using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The fifth hold-out set: a supplier of electricity and gas in New Zealand, with refunds stored as positive amounts and receivables by month.</summary>
public sealed class WhenTheEnergySupplierIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-energy");
