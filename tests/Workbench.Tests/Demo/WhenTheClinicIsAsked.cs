using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The first hold-out set: a group of hospitals.</summary>
public sealed class WhenTheClinicIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "clinic");
