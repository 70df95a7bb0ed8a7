using Maple.Errors;

namespace Maple.Http.Clients;

/// <summary>Ready-made settings of a client, with the server's address and a key in them.</summary>
/// <param name="Name">As <c>maple clients NAME</c> takes it.</param>
/// <param name="Title">What the client is called.</param>
/// <param name="Use">Where the settings go.</param>
/// <param name="Write">From the address, which ends with a slash, and the key.</param>
internal sealed record ClientSetting(string Name, string Title, Text Use, Func<string, string, string> Write)
{
    /// <summary>The name of the file that they are meant to be, null where they are none.</summary>
    public string? FileName { get; init; }
}
