using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The fourth hold-out set: an insurance company with a fiscal year from April, premiums by month, and claims without a policy.</summary>
public sealed class WhenTheInsurerIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-insurer");
