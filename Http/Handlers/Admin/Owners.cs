using System.Globalization;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary>Whose albums and images administrators ask for, and whose those are that they get.</summary>
internal sealed class Owners(IUserStore users)
{
    /// <summary>The list's query with the user that <c>user=</c> names, by id or name; a number is first looked for among the ids. One that isn't there has nothing.</summary>
    public async Task<ListQuery> NarrowAsync(Exchange exchange, ListQuery query)
    {
        if (exchange.Query("user") is not { Length: > 0 } wanted)
            return query;
        User? user = long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? await users.FindAsync(id).ConfigureAwait(false)
            : null;
        user ??= await users.FindByNameAsync(wanted).ConfigureAwait(false);
        return query with { UserId = user?.Id ?? 0 };
    }

    /// <summary>Those who are there, by id.</summary>
    public async Task<Dictionary<long, User>> FindAsync(IEnumerable<long> ids)
    {
        var found = new Dictionary<long, User>();
        foreach (long id in ids.Distinct())
        {
            if (await users.FindAsync(id).ConfigureAwait(false) is { } user)
                found.Add(id, user);
        }

        return found;
    }
}
