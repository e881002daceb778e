using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The tenth hold-out set: a mobile phone operator, with names that are told apart by "in" and "out" and thirty questions that have no answer.</summary>
public sealed class WhenTheMobileOperatorIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-telecom");
