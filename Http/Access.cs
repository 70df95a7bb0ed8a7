using Maple.Auth;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Who may call a route. A session may do all that its user may; a key what its scopes say.</summary>
internal sealed record Access
{
    public static readonly Access Anyone = new() { IsOpen = true };

    public static readonly Access Upload = new() { Scopes = Scopes.Upload };
    public static readonly Access Read = new() { Scopes = Scopes.Read };
    public static readonly Access Delete = new() { Scopes = Scopes.Delete };

    /// <summary>Changing what is there takes something away, puts something into its place, and answers what it is.</summary>
    public static readonly Access Edit = new() { Scopes = Scopes.Upload | Scopes.Read | Scopes.Delete, IsUnbound = true };

    /// <summary>A login, or a key without any restriction: what hands out keys and passwords must not hand out more than the caller has.</summary>
    public static readonly Access Account = new() { IsUnrestricted = true };

    /// <summary>An administrator; to anybody else there is no such URL.</summary>
    public static readonly Access Admin = new() { Scopes = Scopes.Admin, IsHidden = true };

    /// <summary>The key may also be a field of the form; the handler asks <see cref="Credentials.RequireAsync"/> for the caller.</summary>
    public Access OrForm => this with { TakesForm = true };

    /// <summary>An upload policy does as well.</summary>
    public Access OrPolicy => this with { TakesPolicy = true };

    /// <summary>Not with a key that is for one album.</summary>
    public Access Unbound => this with { IsUnbound = true };

    /// <summary>Not with a key that is restricted in any way.</summary>
    public Access Unrestricted => this with { IsUnrestricted = true };

    /// <summary>The handler checks it, since its API has another shape for refusals.</summary>
    public Access ByHandler => this with { IsCheckedByHandler = true };

    /// <summary>All of these a key must have.</summary>
    public Scopes Scopes { get; private init; }

    public bool IsOpen { get; private init; }
    public bool IsHidden { get; private init; }
    public bool IsUnbound { get; private init; }
    public bool IsUnrestricted { get; private init; }
    public bool TakesForm { get; private init; }
    public bool TakesPolicy { get; private init; }
    public bool IsCheckedByHandler { get; private init; }

    /// <summary>Whether there is such a URL, as far as the caller is told.</summary>
    public bool IsSeenBy(Caller? caller) => !IsHidden || caller is { User.IsAdmin: true, Grant.Policy: null };

    /// <summary>A caller who is not known yet may stand in the form: the handler asks again once it has read that.</summary>
    /// <inheritdoc cref="Check"/>
    public void CheckBeforeBody(Caller? caller)
    {
        if (caller is not null || !TakesForm)
            Check(caller);
    }

    /// <exception cref="MapleException"><c>unauthorized</c>, <c>insufficient_scope</c></exception>
    public void Check(Caller? caller)
    {
        if (IsOpen)
            return;
        if (caller is null)
            throw Router.Unauthorized();
        if (caller.Grant.Policy is not null && !TakesPolicy)
            throw ForUploadsAlone();
        Scopes missing = Scopes & ~caller.Grant.Scopes;
        if (missing != Scopes.None)
            throw Missing(missing);
        if (IsUnbound && caller.Grant.AlbumId is not null)
            throw Bound();
        if (IsUnrestricted && !caller.Grant.IsUnrestricted)
            throw Restricted();
    }

    private static MapleException Missing(Scopes scopes)
    {
        string words = scopes.Words().Replace(",", "', '", StringComparison.Ordinal);
        return new MapleException(
            ErrorCode.InsufficientScope,
            $"Your key lacks the scope '{words}' that this needs. Use another key, or make one with it: 'maple key create', or the account's page.",
            $"该操作需要权限 '{words}'，你的密钥没有。请换用其他密钥，或用 maple key create 或在账户页面新建一个。");
    }

    private static MapleException ForUploadsAlone() => new(
        ErrorCode.InsufficientScope,
        "An upload policy lets you send pictures with POST /api/images, and do nothing else. Use a key.",
        "上传策略只允许通过 POST /api/images 上传图片，不能做其他操作。请使用密钥。");

    private static MapleException Bound() => new(
        ErrorCode.InsufficientScope,
        "Your key is for one album, and this is about more than that. Use a key that is for all albums.",
        "你的密钥只限一个相册，而该操作超出了它的范围。请使用不限相册的密钥。");

    private static MapleException Restricted() => new(
        ErrorCode.InsufficientScope,
        "This needs a login, or a key without restrictions: all scopes, no album, no expiry.",
        "该操作需要登录，或使用不受限制的密钥：具备全部权限、不限相册、没有期限。");
}
