using Workbench.Shared.People;

namespace Workbench.Server.People;

/// <summary>What there is of each person: handed out, or erased.</summary>
public static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services) =>
        services.AddSingleton<PersonFinder>().AddSingleton<PersonErasure>().AddSingleton<PersonExport>().AddSingleton<IPeople, StoredPeople>();
}
