using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The eleventh hold-out set: a staffing agency, whose people have several roles at each order, with fiscal years and rows that entities leave out.</summary>
public sealed class WhenTheStaffingAgencyIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-staffing");
