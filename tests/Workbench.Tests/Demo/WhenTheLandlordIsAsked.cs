using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>The thirteenth hold-out set: a company that lets flats and shops in Denmark and Sweden for many owners, with rents in two currencies.</summary>
public sealed class WhenTheLandlordIsAsked(DatabaseFixture database) : HeldOutQuestions(database, "holdout-landlord");
