using Maple.Errors;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>Room for one file that is being stored with a policy.</summary>
/// <param name="policies">Null: there is room for any number.</param>
internal sealed class PolicyRoom(IPolicyStore? policies, string id) : IAsyncDisposable
{
    private bool _isKept;

    /// <summary>The file is stored.</summary>
    public void Keep() => _isKept = true;

    public async ValueTask DisposeAsync()
    {
        if (_isKept || policies is null)
            return;
        try
        {
            await policies.GiveBackAsync(id);
        }
        catch (MapleException)
        {
            // The guest may send one file less; why the store doesn't take it, the answer to the file says.
        }
    }
}
