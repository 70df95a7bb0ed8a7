using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.Commands;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Fetching;
using Maple.Http.Handlers;
using Maple.Http.Handlers.Admin;
using Maple.Http.Handlers.Compat;
using Maple.Http.Handlers.Upload;
using Maple.Http.Json;
using Maple.Http.Metrics;
using Maple.Http.Middleware;
using Maple.Http.Parsing;
using Maple.Http.Transport;
using Maple.Imaging;
using Maple.Imaging.Isolation;
using Maple.Imaging.Skia;
using Maple.Logging;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.Facts;
using Maple.Storage.LiteDb;
using Maple.Unix;

namespace Maple.Cli;

/// <summary>The only place that knows every folder: it opens the store and puts maple together from a configuration.</summary>
internal sealed partial class App : IAsyncDisposable
{
    /// <summary>Of copies of the database that a backup is being made from.</summary>
    private const string CopyPrefix = ".copy-";

    /// <summary>A thousand images are compared within it; a start with a million is to take no longer than a second.</summary>
    private static readonly TimeSpan s_factsPatience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(5);

    private readonly MapleOptions _options;
    private readonly Log _log;
    private readonly LiteDbMetadataStore _rows;
    private readonly FactKeepingStore _store;
    private readonly DiskBlobStore _blobs;
    private readonly DiskFactFiles _facts;
    private readonly DiskInFlight _inFlight;
    private readonly VariantCache _variants;
    private readonly HotPictures _hot = new(TimeProvider.System);
    private readonly IRenderer _renderer;
    private readonly PictureFetcher _fetcher;
    private readonly Unfinished _unfinished;
    private readonly ImageLibrary _library;
    private readonly KeyUses _uses;
    private readonly ApiKeys _keys;
    private readonly UploadPolicies _policies;
    private readonly ViewLinks _viewLinks;
    private readonly Sessions _sessions;
    private readonly CancellationTokenSource _ends = new();
    private readonly Task _finishing;
    private Task _catchingUp = Task.CompletedTask;

    private App(MapleOptions options, Log log, LiteDbMetadataStore rows, FactKeepingStore store, DiskBlobStore blobs, DiskFactFiles facts)
    {
        _options = options;
        _log = log;
        _rows = rows;
        _store = store;
        _blobs = blobs;
        _facts = facts;
        _inFlight = new DiskInFlight(_blobs);
        _variants = new VariantCache(Path.Combine(options.Storage.UploadFolder, ".cache"), options.Images.VariantCacheBytes, TimeProvider.System);
        _unfinished = new Unfinished(
            store, blobs, _inFlight, Forget, e => log.Warning("the disk refused a part of a change, which is tried again every two seconds", e));
        _finishing = _unfinished.RunAsync(_ends.Token);
        _library = new ImageLibrary(store, blobs, _inFlight, _unfinished, TimeProvider.System)
        {
            KeptVersions = options.Images.KeepVersions,
        };
        _renderer = NewRenderer(options, log);
        _fetcher = new PictureFetcher(options.Fetch, new SystemNetwork());
        var purposes = new Purposes(SecretKey.Load(options.Auth, options.Storage.RootFolder, options.Debug), options.Auth.SecretKeySalt, TimeProvider.System);
        _uses = new KeyUses(store.Keys, TimeProvider.System, e => log.Warning("the last uses of keys could not be written", e));
        _keys = new ApiKeys(purposes, store.Keys, store.Users, _uses, TimeProvider.System);
        _sessions = new Sessions(purposes, store.Sessions, store.Users, options.Auth, TimeProvider.System);
        _viewLinks = new ViewLinks(purposes, TimeProvider.System);
        _policies = new UploadPolicies(purposes, store.Policies, _keys, TimeProvider.System);
        Administration = new Administration(store, _keys, _policies, NewCheck, StandStillAsync, ImportAsync);
    }

    public Administration Administration { get; }

    /// <param name="settings">For administrators to look at.</param>
    /// <exception cref="MapleException"><c>address_in_use</c>, <c>invalid_config</c></exception>
    public Server CreateServer(ListeningSocket socket, IReadOnlyList<Setting> settings)
    {
        var envelope = new Envelope(_options.Server.JsonAsAscii);
        var links = new Links(_options.Server.PublicUrl);
        var credentials = new Credentials(_keys, _policies, _sessions, _options.Auth);
        var facts = new ServerFacts(VersionCommand.Current, TimeProvider.System.GetUtcNow(), RoomOnDisk, settings);
        var web = new WebHandler(_options.Server.AdminUrl);
        Route[] pages = Http.Routes.Pages(web, new GuestHandler(_policies, web, _options.Limits.MaxBody), _options.Server.AdminUrl);
        var traffic = new Traffic();
        Server? made = null;
        Route[] routes = [];
        routes = [.. Routes(envelope, links, credentials, facts, traffic, () => routes, () => made?.Load ?? default), .. pages];
        var router = new Router(routes, links.Prefix, envelope);
        var application = new Application(Middleware(links, credentials), new ErrorAnswers(envelope, _log, _options.Debug), router, traffic);
        ServerOptions server = _options.Server;
        TlsCertificates? tls = server is { TlsCert: { } certificate, TlsKey: { } key } ? new(certificate, key, _log) : null;
        return made = new Server(socket.Take(), _options.Limits, MaxConnections(), tls, application, _log);
    }

    private int MaxConnections()
    {
        // The store's, the log's, and three or so for each picture that is worked on.
        const int otherDescriptors = 512;
        return (int)Math.Clamp(ResourceLimits.RaiseDescriptors() - otherDescriptors, 16, _options.Limits.MaxConnections);
    }

    private DiskRoom RoomOnDisk()
    {
        var disk = new DriveInfo(_options.Storage.UploadFolder);
        return new DiskRoom(disk.AvailableFreeSpace, disk.TotalSize);
    }

    private Route[] Routes(
        Envelope envelope, Links links, Credentials credentials, ServerFacts server, Traffic traffic, Func<IEnumerable<Route>> routes, Func<(int, int)> load)
    {
        var processor = new ImageProcessor(_options.Images, _renderer);
        var intake = new PictureIntake(_store, _library, _blobs, processor, _options.Images.StripGpsFromOriginal) { Counters = traffic.Uploads };
        var logins = new Logins(_store.Users, PasswordGate.ForThisMachine());
        var albums = new AlbumChoice(_store.Albums);
        var callers = new FormCallers(credentials);
        var lists = new ListParameters(_options.Server.PerPage);
        var views = new ImageViews(links, _options.Images.ThumbWidth);
        var originals = new ServedOriginals(_blobs, _options.Images.StripGps);
        var limiter = new LoginRateLimiter(_store.RateLimits);
        var covers = new AlbumCovers(_store.Images, views);
        var receiver = new PictureReceiver(_blobs, _fetcher, credentials, _options.Limits);
        var storage = new PictureStorage(intake, albums, _policies, _log);
        var images = new ImageHandlers(_store, _library, albums, callers, lists, views, _viewLinks, TimeProvider.System, envelope);
        var repeated = new RepeatedUploads(TimeProvider.System);
        var uploads = new CompatUploads(receiver, storage, repeated);
        IEnumerable<Route> compat = CompatRoutes.All(
            _options.Compat,
            new LskyV2Handlers(_store, _library, images, uploads, limiter, logins, _keys, views, links),
            new PlainUploadHandler(uploads, views, _options.Compat),
            new CheveretoHandler(uploads, views, links));
        Route[] own = Http.Routes.All(
            new SessionHandlers(limiter, logins, _sessions, _keys, _options.Auth, links, envelope),
            new AccountHandlers(_store, limiter, logins, _sessions, _keys, links, _options.Server.AdminUrl, _options.Limits.MaxBody, envelope),
            new KeyHandlers(_keys, _store.Albums, albums, envelope),
            new PolicyHandlers(_policies, _store.Albums, albums, links, TimeProvider.System, envelope),
            new AlbumHandlers(_store.Albums, _library, callers, lists, covers, envelope),
            images,
            new ImageBatchHandlers(_store, _library, albums, callers, envelope),
            new ArchiveHandlers(_store.Images, albums, originals, callers, TimeProvider.System, _log),
            new UploadHandler(receiver, storage, repeated, new UploadAnswers(views, envelope)),
            new ReplaceHandler(receiver, intake, repeated, images),
            new VersionHandlers(images, _library, originals, links, envelope, TimeProvider.System),
            new FileHandler(_store.Images, _blobs, originals, SentByProxy(), intake, processor, _variants, _hot, new PictureSight(_store.Images, _viewLinks),
                _options.Images, envelope, TimeProvider.System),
            new HealthHandler(_store, _blobs, envelope),
            new MetricsHandler(new MetricsSources(traffic, _store, processor, _variants, _hot, server, DatabaseBytes, load), routes),
            Administrators(envelope, server, logins, lists, views, covers));
        return [.. own, .. compat];
    }

    private long DatabaseBytes() => new[] { _options.Storage.DatabaseFile, StoreFiles.LogOf(_options.Storage.DatabaseFile) }
        .Where(File.Exists).Sum(file => new FileInfo(file).Length);

    private AdminHandlers Administrators(
        Envelope envelope, ServerFacts server, Logins logins, ListParameters lists, ImageViews views, AlbumCovers covers)
    {
        var owners = new Owners(_store.Users);
        return new AdminHandlers(
            new OverviewHandler(_store, _variants, _options.Images, server, TimeProvider.System, envelope),
            new UserHandlers(_store, new UserRemoval(_store, _library), logins, _sessions, _keys, lists, envelope),
            new AllAlbumsHandlers(_store, _library, lists, owners, covers, envelope),
            new AllImagesHandlers(_store, _library, lists, owners, views, envelope),
            new ServerHandlers(_variants, server, _log.Recent, _log, envelope));
    }

    /// <summary>What was made from a picture that is gone.</summary>
    private void Forget(BlobKey original)
    {
        _variants.RemoveAll(original.Value);
        _hot.Forget(original);
    }

    private ProxySending? SentByProxy() =>
        _options.Server.XAccel ? new ProxySending(TrustedProxies.Parse(_options.Server.TrustedProxies, out _)) : null;

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

    private static IRenderer NewRenderer(MapleOptions options, Log log)
    {
        SkiaLibrary.StateFolder = options.Storage.RootFolder;
        return options.Images.Isolate ? new DecoderPool(options.Images.DecodeTime, log) : new InProcessRenderer(options.Images.DecodeTime);
    }

    public async ValueTask DisposeAsync()
    {
        _hot.Dispose();
        _fetcher.Dispose();
        await _uses.DisposeAsync();
        await _ends.CancelAsync();
        // What they write must be written before the store is closed; a disk that answers no more keeps nobody.
        await Task.WhenAny(Task.WhenAll(_catchingUp, _finishing), Task.Delay(s_lastPatience));
        _ends.Dispose();
        (_renderer as IDisposable)?.Dispose();
        await _store.DisposeAsync();
        _facts.Dispose();
        _blobs.Dispose();
        await Task.WhenAny(Task.Run(_variants.Flush), Task.Delay(s_lastPatience));
    }
}
