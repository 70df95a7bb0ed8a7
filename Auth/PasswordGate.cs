// A semaphore holds something to dispose of only once somebody asks for its wait handle.
#pragma warning disable CA1001

using Maple.Errors;

namespace Maple.Auth;

/// <summary>
/// Lets few passwords be hashed at a time: each costs 0.2 s of a core (<see cref="PasswordHash.Iterations"/>), and whoever floods the login from
/// many addresses must not take the processor from uploads.
/// </summary>
/// <param name="parallel">At the same time.</param>
/// <param name="maxWaiting">In line; beyond, a login is refused at once.</param>
internal sealed class PasswordGate(int parallel, int maxWaiting)
{
    private readonly SemaphoreSlim _free = new(parallel);
    private int _inside;

    /// <summary>Half of the cores; 16 in line for each, 3 s of waiting, after which a person would try again anyway.</summary>
    public static PasswordGate ForThisMachine()
    {
        int parallel = Math.Max(1, Environment.ProcessorCount / 2);
        return new(parallel, 16 * parallel);
    }

    /// <exception cref="MapleException"><c>overloaded</c></exception>
    public async Task<T> RunAsync<T>(Func<T> hash, CancellationToken cancellation = default)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > parallel + maxWaiting)
                throw Overloaded();
            await _free.WaitAsync(cancellation);
            try
            {
                return await Task.Run(hash, cancellation);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private static MapleException Overloaded() => new(
        ErrorCode.Overloaded,
        "Too many people are logging in at this moment. Try again in a few seconds; keys and sessions go on working meanwhile.",
        "当前登录的人太多，请过几秒再试；已有的密钥和会话不受影响。");
}
