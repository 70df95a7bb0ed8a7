using System.Net;
using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Handlers;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Http.Middleware;
using Maple.Http.Parsing;
using Maple.Http.Transport;
using Maple.Imaging;
using Maple.Imaging.Skia;
using Maple.Logging;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.LiteDb;
using Maple.Storage.Maintenance;

namespace Maple.Cli;

/// <summary>The only place that knows every folder: it opens the store and puts maple together from a configuration.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly MapleOptions _options;
    private readonly Log _log;
    private readonly IMetadataStore _store;
    private readonly DiskBlobStore _blobs;
    private readonly DiskInFlight _inFlight;
    private readonly ApiKeys _keys;
    private readonly Sessions _sessions;

    private App(MapleOptions options, Log log, IMetadataStore store)
    {
        _options = options;
        _log = log;
        _store = store;
        _blobs = new DiskBlobStore(options.Storage.UploadFolder);
        _inFlight = new DiskInFlight(_blobs);
        var purposes = new Purposes(SecretKey.Load(options.Auth, options.Storage.RootFolder, options.Debug), options.Auth.SecretKeySalt, TimeProvider.System);
        _keys = new ApiKeys(purposes, store.Keys, store.Users);
        _sessions = new Sessions(purposes, store.Sessions, store.Users, options.Auth, TimeProvider.System);
        Administration = new Administration(store, _keys);
    }

    public Administration Administration { get; }

    /// <exception cref="MapleException">
    /// <c>store_in_use</c>, <c>store_damaged</c>, <c>store_too_new</c>, <c>weak_secret</c>, <c>storage_full</c>, <c>storage_unavailable</c>,
    /// <c>forbidden</c>
    /// </exception>
    public static async Task<App> OpenAsync(MapleOptions options, Log log)
    {
        StoreOwner.Become(options.Storage.RootFolder);
        var store = await LiteDbMetadataStore.OpenAsync(options.Storage.DatabaseFile, TimeProvider.System);
        try
        {
            return new App(options, log, store);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>To be called before the server is made: what a crash left half done is finished or taken back.</summary>
    public async Task RecoverAsync()
    {
        int leftovers = _blobs.Recover();
        if (leftovers > 0)
            _log.Info("removed unfinished uploads of an earlier run", ("files", leftovers));
        RecoveryReport report = await new Recovery(_store, _blobs, _inFlight).RunAsync();
        if (report.Images > 0)
            _log.Info("finished what an earlier run left in flight", ("images", report.Images), ("files_removed", report.FilesRemoved));
        foreach (Image image in report.Broken)
            _log.Error("an image's original is not whole", ("id", image.Id), ("file", image.Original.Value), ("bytes", image.Bytes));
    }

    public Server CreateServer()
    {
        var envelope = new Envelope(_options.Server.JsonAsAscii);
        var links = new Links(_options.Server.PublicUrl);
        var credentials = new Credentials(_keys, _sessions, _options.Auth);
        var router = new Router(Routes(envelope, links, credentials), links.Prefix, envelope);
        var application = new Application(Middleware(links, credentials), new ErrorAnswers(envelope, _log, _options.Debug), router);
        return new Server(IPEndPoint.Parse(_options.Server.Listen), _options.Limits, application, _log);
    }

    private Route[] Routes(Envelope envelope, Links links, Credentials credentials)
    {
        SkiaLibrary.StateFolder = _options.Storage.RootFolder;
        var processor = new ImageProcessor(_options.Images);
        var variants = new VariantCache(Path.Combine(_options.Storage.UploadFolder, ".cache"), _options.Images.VariantCacheBytes, TimeProvider.System);
        var library = new ImageLibrary(_store, _blobs, _inFlight, TimeProvider.System, FileHandler.ForgetVariants(variants));
        var intake = new PictureIntake(_store, library, _blobs, processor);
        var albums = new AlbumChoice(_store.Albums);
        var callers = new FormCallers(credentials);
        var lists = new ListParameters(_options.Server.PerPage);
        return Http.Routes.All(
            new SessionHandlers(new Logins(_store.Users), _sessions, _keys, _options.Auth, links, envelope),
            new AlbumHandlers(_store.Albums, library, callers, lists, envelope),
            new ImageHandlers(_store, library, albums, callers, lists, links, envelope),
            new UploadHandler(intake, _blobs, albums, credentials, _options.Limits, links, envelope, _log),
            new FileHandler(_store.Images, _blobs, intake, processor, variants, _options.Images.MaxVariantSize, envelope, TimeProvider.System),
            new HealthHandler(_store, _blobs, envelope));
    }

    private List<IMiddleware> Middleware(Links links, Credentials credentials) =>
    [
        .. _options.Server.Middleware.Select<string, IMiddleware>(name => name switch
        {
            "access-log" => new AccessLog(_log, _options.Auth.TokenQuery),
            "security-headers" => new SecurityHeaders(),
            "client-address" => new ClientAddress(TrustedProxies.Parse(_options.Server.TrustedProxies, out _)),
            "authentication" => new Authentication(credentials),
            "same-origin" => new SameOrigin(links),
            _ => throw new InvalidOperationException($"the configuration let an unknown middleware pass: {name}"),
        }),
    ];

    public async ValueTask DisposeAsync()
    {
        _blobs.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }
}
