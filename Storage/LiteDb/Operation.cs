using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>One change that a caller waits for. It may run more than once, each time from the start.</summary>
internal abstract class Operation
{
    /// <summary>Lets a refusal pass as the operation's answer; throws anything else.</summary>
    public abstract void Run(Change change);

    /// <summary>Answers the caller: all that the operation saw and wrote is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

internal sealed class Operation<T>(Func<Change, T> change, CancellationToken cancellation) : Operation
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private MapleException? _refusal;
    private bool _canceled;

    public Task<T> Answer => _answer.Task;

    public override void Run(Change to)
    {
        _refusal = null;
        if (_canceled = cancellation.IsCancellationRequested)
            return;
        int before = to.Steps;
        try
        {
            _result = change(to);
        }
        catch (MapleException refusal) when (to.Steps == before)
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        if (_canceled)
            _answer.TrySetCanceled(cancellation);
        else if (_refusal is not null)
            _answer.TrySetException(_refusal);
        else
            _answer.TrySetResult(_result);
    }

    public override void Fail(Exception error) => _answer.TrySetException(error);
}
