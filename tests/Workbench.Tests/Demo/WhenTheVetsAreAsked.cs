using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The fourteenth hold-out set: ten veterinary practices with a pet-food shop and a health plan.</summary>
public sealed class WhenTheVetsAreAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-vet");
