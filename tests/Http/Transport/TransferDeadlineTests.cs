using Maple.Http;
using Maple.Http.Transport;

namespace Maple.Tests.Http.Transport;

public sealed class TransferDeadlineTests
{
    /// <summary>Tests take no second.</summary>
    private const long Slack = 1_000;

    private readonly TransferDeadline _deadline = new(new LimitOptions());
    private readonly long _now = Environment.TickCount64;

    [Fact]
    public void Nobody_is_late_whom_maple_does_not_wait_for()
    {
        _deadline.BeginBody();
        _deadline.Waiting();
        _deadline.Moved(1);

        Assert.False(_deadline.IsMissed(_now + 1_000_000));
    }

    [Fact]
    public void A_head_has_its_time_however_lively_it_comes()
    {
        _deadline.BeginHead();
        _deadline.Moved(5_000);
        _deadline.Waiting();

        Assert.False(_deadline.IsMissed(_now + 15_000 - Slack));
        Assert.True(_deadline.IsMissed(_now + 15_000 + Slack));
    }

    [Fact]
    public void A_body_may_stand_still_for_a_while()
    {
        _deadline.BeginBody();
        _deadline.Moved(1_000_000);
        _deadline.Waiting();

        Assert.False(_deadline.IsMissed(_now + 30_000 - Slack));
        Assert.True(_deadline.IsMissed(_now + 30_000 + Slack));
    }

    [Fact]
    public void A_body_may_begin_slowly_but_not_go_on_so()
    {
        _deadline.BeginBody();
        _deadline.Moved(240 * 15);
        _deadline.Waiting();

        Assert.False(_deadline.IsMissed(_now + 10_000 - Slack));
        Assert.False(_deadline.IsMissed(_now + 15_000 - Slack));
        Assert.True(_deadline.IsMissed(_now + 15_000 + Slack));
    }

    [Fact]
    public void Who_falls_silent_after_a_refusal_is_left_soon()
    {
        _deadline.BeginLinger();
        _deadline.Moved(100_000_000);
        _deadline.Waiting();

        Assert.True(_deadline.IsMissed(_now + 5_000 + Slack));
        Assert.False(_deadline.IsMissed(_now + 5_000 - Slack));
    }

    [Fact]
    public void The_slowest_go_first_and_those_without_a_request_before_them()
    {
        TransferDeadline idle = New(d => d.BeginIdle()), slow = New(d => d.BeginBody(), 100), fast = New(d => d.BeginBody(), 1_000_000);
        TransferDeadline[] all = [fast, idle, slow];

        Assert.Equal([idle, slow, fast], all.OrderBy(d => d.Merit(_now + 10_000)));
        Assert.Null(slow.Merit(_now));

        static TransferDeadline New(Action<TransferDeadline> begin, int bytes = 0)
        {
            var deadline = new TransferDeadline(new LimitOptions());
            begin(deadline);
            deadline.Moved(bytes);
            deadline.Waiting();
            return deadline;
        }
    }
}
