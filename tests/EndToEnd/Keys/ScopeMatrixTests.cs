using System.Net;
using System.Runtime.CompilerServices;
using Maple.Http;
using Maple.Http.Handlers;
using Maple.Http.Handlers.Admin;
using Maple.Http.Handlers.Compat;
using Maple.Http.Handlers.Upload;
using Maple.Tests.EndToEnd.Admin;

namespace Maple.Tests.EndToEnd.Keys;

/// <summary>Each route with each kind of key. What is expected stands here once more, so that a slip in Routes.cs shows.</summary>
public sealed class ScopeMatrixTests : AdminTest
{
    private const string Upload = "upload", Read = "read", Delete = "delete", Admins = "admin", Edit = "upload,read,delete", Album = "album",
        All = "upload,read,delete,admin", Expiring = "expiring", Session = "session", Policy = "policy";

    /// <summary>Whose keys have these scopes and no others; <see cref="Album"/> has all that a key for one album can have, <see cref="Expiring"/> has all scopes, <see cref="Policy"/> is none.</summary>
    /// <remarks>A new default key ends the policy, so who may make one comes after it.</remarks>
    private static readonly string[] s_callers = [Upload, Read, Delete, Admins, Edit, Album, Policy, All, Expiring, Session];

    private static readonly Dictionary<string, string[]> s_mayCall = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = s_callers,
        // From this machine.
        ["GET /metrics"] = s_callers,
        ["POST /api/login"] = s_callers,
        ["GET /api/logout"] = s_callers,
        ["POST /api/logout"] = s_callers,
        ["GET /images/{path*}"] = s_callers,

        ["GET /api/account"] = [Read, Edit, All, Expiring, Session],
        ["PUT /api/account/password"] = [All, Session],
        ["GET /api/account/key"] = [All, Session],
        ["POST /api/account/key"] = [All, Session],
        ["GET /api/account/clients"] = [All, Session],
        ["GET /api/keys"] = [All, Session],
        ["POST /api/keys"] = [All, Session],
        ["DELETE /api/keys/{id}"] = [All, Session],
        ["GET /api/policies"] = [All, Session],
        ["POST /api/policies"] = [Upload, Edit, Album, All, Expiring, Session],
        ["DELETE /api/policies/{id}"] = [All, Session],

        ["GET /api/albums"] = [Read, Edit, Album, All, Expiring, Session],
        ["POST /api/albums"] = [Upload, Edit, All, Expiring, Session],
        ["GET /api/albums/{id}"] = [Read, Edit, Album, All, Expiring, Session],
        ["PUT /api/albums/{id}"] = [Edit, All, Expiring, Session],
        ["DELETE /api/albums/{id}"] = [Delete, Edit, All, Expiring, Session],

        ["GET /api/images"] = [Read, Edit, Album, All, Expiring, Session],
        ["POST /api/images"] = [Upload, Edit, Album, All, Expiring, Policy, Session],
        ["PUT /api/images"] = [Upload, Edit, Album, All, Expiring, Policy, Session],
        ["PUT /api/images/{name}"] = [Upload, Edit, Album, All, Expiring, Policy, Session],
        ["POST /api/images/delete"] = [Delete, Edit, Album, All, Expiring, Session],
        ["POST /api/images/move"] = [Edit, All, Expiring, Session],
        ["GET /api/images/archive"] = [Read, Edit, Album, All, Expiring, Session],
        ["POST /api/images/archive"] = [Read, Edit, Album, All, Expiring, Session],
        ["GET /api/images/{id}"] = [Read, Edit, Album, All, Expiring, Session],
        ["PUT /api/images/{id}"] = [Edit, All, Expiring, Session],
        ["PUT /api/images/{id}/content"] = [Edit, All, Expiring, Session],
        ["GET /api/images/{id}/versions"] = [Read, Edit, Album, All, Expiring, Session],
        ["GET /api/images/{id}/versions/{version}"] = [Read, Edit, Album, All, Expiring, Session],
        ["DELETE /api/images/{id}/versions/{version}"] = [Delete, Edit, Album, All, Expiring, Session],
        ["POST /api/images/{id}/link"] = [Read, Edit, Album, All, Expiring, Session],
        ["DELETE /api/images/{id}"] = [Delete, Edit, Album, All, Expiring, Session],

        ["GET /api/admin/overview"] = [Admins, All, Expiring, Session],
        ["GET /api/admin/users"] = [Admins, All, Expiring, Session],
        ["POST /api/admin/users"] = [All, Session],
        ["GET /api/admin/users/{id}"] = [Admins, All, Expiring, Session],
        ["PUT /api/admin/users/{id}"] = [All, Session],
        ["DELETE /api/admin/users/{id}"] = [Admins, All, Expiring, Session],
        ["POST /api/admin/users/{id}/key"] = [All, Session],
        ["GET /api/admin/albums"] = [Admins, All, Expiring, Session],
        ["GET /api/admin/images"] = [Admins, All, Expiring, Session],
        ["POST /api/admin/albums/delete"] = [Admins, All, Expiring, Session],
        ["POST /api/admin/images/delete"] = [Admins, All, Expiring, Session],
        ["DELETE /api/admin/cache"] = [Admins, All, Expiring, Session],
        ["GET /api/admin/config"] = [Admins, All, Expiring, Session],
        ["GET /api/admin/log"] = [Admins, All, Expiring, Session],
    };

    /// <summary>Other hosts' APIs know no cookies, and have refusals of their own.</summary>
    private static readonly Dictionary<string, string[]> s_mayCallCompat = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/tokens"] = s_callers,
        ["POST /api/v1/upload"] = [Upload, Edit, Album, All, Expiring],
        ["GET /api/v1/images"] = [Read, Edit, Album, All, Expiring],
        ["DELETE /api/v1/images/{id}"] = [Delete, Edit, Album, All, Expiring],
        ["GET /api/v1/albums"] = [Read, Edit, Album, All, Expiring],
        // Where there is nothing to move; CompatTests has the album that holds pictures.
        ["DELETE /api/v1/albums/{id}"] = [Delete, Edit, All, Expiring],
        ["GET /api/v1/profile"] = [Read, Edit, All, Expiring],
        ["GET /api/v1/strategies"] = [Upload, Edit, Album, All, Expiring],
        ["POST /api/upload"] = [Upload, Edit, Album, All, Expiring],
        ["POST /api/1/upload"] = [Upload, Edit, Album, All, Expiring],
        ["GET /api/1/upload"] = [Upload, Edit, Album, All, Expiring],
    };

    internal static readonly Route[] Compat =
        [.. CompatRoutes.All(new CompatOptions(), Unmade<LskyV2Handlers>(), Unmade<PlainUploadHandler>(), Unmade<CheveretoHandler>())];

    internal static readonly Route[] Api = Routes.All(
        Unmade<SessionHandlers>(), Unmade<AccountHandlers>(), Unmade<KeyHandlers>(), Unmade<PolicyHandlers>(), Unmade<AlbumHandlers>(), Unmade<ImageHandlers>(),
        Unmade<ImageBatchHandlers>(), Unmade<ArchiveHandlers>(), Unmade<UploadHandler>(), Unmade<ReplaceHandler>(), Unmade<VersionHandlers>(), Unmade<FileHandler>(),
        Unmade<HealthHandler>(), Unmade<MetricsHandler>(),
        new AdminHandlers(Unmade<OverviewHandler>(), Unmade<UserHandlers>(), Unmade<AllAlbumsHandlers>(), Unmade<AllImagesHandlers>(), Unmade<ServerHandlers>()));

    [Fact]
    public void Each_route_is_expected_here() => Assert.Equal(s_mayCall.Keys.Order(), Api.Select(Name).Order());

    [Fact]
    public async Task Each_route_lets_those_in_whose_key_has_the_scopes_and_tells_the_others_which_they_lack()
    {
        var wrong = new List<string>();
        var credentials = new Dictionary<string, (string Name, string Value)>();
        foreach (string caller in s_callers)
            credentials[caller] = await CredentialAsync(Admin, "admin", caller);
        foreach ((string caller, (string Name, string Value) credential) in credentials)
        {
            foreach (Route route in Api.Where(route => caller != Session || route.Template is not ("/api/login" or "/api/logout")))
            {
                (HttpStatusCode status, string answer) = await SendAsync(route, credential);
                if (route.Template == "/metrics")
                {
                    // It names every code in its figures.
                    Assert.Equal(HttpStatusCode.OK, status);
                    continue;
                }

                bool isRefused = answer.Contains("insufficient_scope", StringComparison.Ordinal);
                if (caller == Policy && route.Access.IsHidden)
                    Assert.Equal(HttpStatusCode.NotFound, status);
                else if (isRefused != (status == HttpStatusCode.Forbidden) || answer.Contains("\"unauthorized\"", StringComparison.Ordinal)
                    || isRefused == s_mayCall[Name(route)].Contains(caller))
                    wrong.Add($"{caller}: {Name(route)}: {(int)status} {answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Other_hosts_apis_ask_for_the_same_scopes()
    {
        Assert.Equal(s_mayCallCompat.Keys.Order(), Compat.Select(Name).Order());
        var wrong = new List<string>();
        foreach (string caller in s_callers)
        {
            (string, string) credential = await CredentialAsync(Admin, "admin", caller);
            foreach (Route route in Compat)
            {
                (HttpStatusCode status, string answer) = await SendAsync(route, credential);
                bool isRefused = caller == Session ? status == HttpStatusCode.Unauthorized : IsRefusedByScope(answer);
                if (route.Template != "/api/v1/tokens" && isRefused == s_mayCallCompat[Name(route)].Contains(caller))
                    wrong.Add($"{caller}: {Name(route)}: {(int)status} {answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task To_who_is_no_administrator_the_scope_admin_opens_nothing()
    {
        (_, ApiClient ann) = await AddUserAsync("ann");
        foreach (Route route in Api.Where(route => route.Template.StartsWith("/api/admin/", StringComparison.Ordinal)))
        {
            foreach (string caller in (string[])[Admins, All])
                Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(route, await CredentialAsync(ann, "ann", caller))).Status);
        }
    }

    [Fact]
    public async Task A_key_in_a_form_has_its_scopes_and_no_more()
    {
        foreach (Route route in Api.Where(route => route.Access.TakesForm))
        {
            foreach (string caller in s_callers.Except([Session]))
            {
                string key = (await CredentialAsync(Admin, "admin", caller)).Value;
                using var form = new MultipartFormDataContent { { new StringContent(key), "token" } };
                Answer answer = await Stranger.SendAsync(new HttpMethod(route.Method), Path(route), form);
                Assert.Equal((caller, Name(route), s_mayCall[Name(route)].Contains(caller)), (caller, Name(route), answer.Code != "insufficient_scope"));
                Assert.NotEqual("unauthorized", answer.Code);
            }
        }

        foreach (Route route in Compat.Where(route => route.Access.TakesForm && route.Method != "GET"))
        {
            foreach (string caller in s_callers.Except([Session]))
            {
                using var form = new MultipartFormDataContent { { new StringContent((await CredentialAsync(Admin, "admin", caller)).Value), "token" } };
                using HttpResponseMessage response = await Stranger.Http.PostAsync(Path(route), form);
                bool isTaken = !IsRefusedByScope(await response.Content.ReadAsStringAsync());
                Assert.Equal((caller, Name(route), s_mayCallCompat[Name(route)].Contains(caller)), (caller, Name(route), isTaken));
                Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            }
        }
    }

    private static bool IsRefusedByScope(string answer) =>
        new[] { "Your key lacks the scope", "Your key is for one album", "An upload policy lets you" }.Any(text => answer.Contains(text, StringComparison.Ordinal));

    internal static string Name(Route route) => $"{route.Method} {route.Template}";

    private static T Unmade<T>()
        where T : class => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    private static string Path(Route route) =>
        route.Template.TrimStart('/').Replace("{id}", "404", StringComparison.Ordinal).Replace("{path*}", "no/thing", StringComparison.Ordinal)
            .Replace("{name}", "a.png", StringComparison.Ordinal);

    private async Task<(string Name, string Value)> CredentialAsync(ApiClient user, string name, string caller)
    {
        if (caller == Session)
            return ("Cookie", _session ??= (await LoginAsync(name))!);
        if (_keys.TryGetValue((name, caller), out string? known))
            return ("Api-Key", known);
        if (caller == Policy)
            return ("Api-Key", _keys[(name, caller)] = Text(Ok(await user.PostAsync("api/policies")).Data, "token"));
        (string, string)[] fields = caller switch
        {
            Album => [("scopes", Edit), ("album", "default")],
            Expiring => [("scopes", All), ("expires_at", "2999-01-01")],
            _ => [("scopes", caller)],
        };
        string key = Text(Ok(await user.PostAsync("api/keys", [("name", $"for {caller}"), .. fields])).Data, "key");
        return ("Api-Key", _keys[(name, caller)] = key);
    }

    private readonly Dictionary<(string, string), string> _keys = [];
    private string? _session;

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(Route route, (string Name, string Value) credential)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), Path(route));
        if (route.Method is "POST" or "PUT")
            request.Content = route.When is null ? new FormUrlEncodedContent([]) : new ByteArrayContent([0]);
        Assert.True(request.Headers.TryAddWithoutValidation(credential.Name, credential.Value));
        using HttpResponseMessage response = await Stranger.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
