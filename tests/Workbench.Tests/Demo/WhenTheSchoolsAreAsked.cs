using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The third hold-out set: five schools with school years, canteen balances, absences by day and teachers in four roles.</summary>
public sealed class WhenTheSchoolsAreAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-school");
