using Maple.Auth;
using Maple.Http;
using Maple.Http.Fetching;
using Maple.Http.Handlers.Compat;
using Maple.Imaging;
using Maple.Logging;
using Maple.Storage;

namespace Maple.Cli.Configuration;

/// <summary>
/// Every key. The reader, the environment's names, <c>maple init</c>, <c>maple check-config</c> and the table in
/// docs/configuration.md all follow from this table.
/// </summary>
internal static class ConfigKeys
{
    private static readonly ConfigSection<ServerOptions> s_server = new("server", o => o.Server, (o, s) => o with { Server = s });
    private static readonly ConfigSection<MapleOptions> s_whole = new("server", o => o, (_, s) => s);
    private static readonly ConfigSection<LimitOptions> s_limits = new("limits", o => o.Limits, (o, s) => o with { Limits = s });
    private static readonly ConfigSection<AuthOptions> s_auth = new("auth", o => o.Auth, (o, s) => o with { Auth = s });
    private static readonly ConfigSection<StorageOptions> s_storage = new("storage", o => o.Storage, (o, s) => o with { Storage = s });
    private static readonly ConfigSection<ImagingOptions> s_images = new("images", o => o.Images, (o, s) => o with { Images = s });
    private static readonly ConfigSection<FetchOptions> s_fetch = new("fetch", o => o.Fetch, (o, s) => o with { Fetch = s });
    private static readonly ConfigSection<CompatOptions> s_compat = new("compat", o => o.Compat, (o, s) => o with { Compat = s });
    private static readonly ConfigSection<LogOptions> s_log = new("log", o => o.Log, (o, s) => o with { Log = s });

    public static readonly IReadOnlyList<ConfigKey> All =
    [
        s_server.Key("listen", Kinds.Endpoint, s => s.Listen, (s, v) => s with { Listen = v },
            new("Address and port. 127.0.0.1 for a proxy in front; 0.0.0.0 is every IPv4 address, [::] every address.",
                "地址和端口。127.0.0.1 供前置代理使用；0.0.0.0 表示所有 IPv4 地址，[::] 表示所有地址。")),
        s_server.Key("tls_cert", Kinds.OptionalFile, s => s.TlsCert, (s, v) => s with { TlsCert = v },
            new("The certificate and its chain (PEM). With tls_key, maple speaks HTTPS; a renewed file is taken without a restart.",
                "证书及证书链（PEM）。与 tls_key 一起设置后，maple 使用 HTTPS；证书更新后无需重启。")),
        s_server.Key("tls_key", Kinds.OptionalFile, s => s.TlsKey, (s, v) => s with { TlsKey = v },
            new("The certificate's private key (PEM, without a password).", "证书的私钥（PEM，不带密码）。")),
        s_server.Key("public_url", Kinds.Url, s => s.PublicUrl, (s, v) => s with { PublicUrl = v },
            new("What links begin with. Not set: taken from the request.", "链接的开头。不设则取自请求。")),
        s_server.Key("trusted_proxies", new ListOf<string>(new("a list of addresses and networks",
            "地址和网段的列表"), Kinds.Network, "[\"127.0.0.1\"]"),
            s => s.TrustedProxies, (s, v) => s with { TrustedProxies = v },
            new("Proxies whose forwarding headers (X-Forwarded-For and the like) are believed.", "可信代理：只采信它们的转发头（X-Forwarded-For 等）。")),
        s_server.Key("x_accel", Kinds.Flag, s => s.XAccel, (s, v) => s with { XAccel = v },
            new("Have nginx send pictures itself (X-Accel-Redirect), as the site of 'maple nginx' asks for. Pictures are then readable for maple's group.",
                "由 nginx 直接发送图片（X-Accel-Redirect），与 maple nginx 输出的站点配合使用。此时 maple 的用户组可读取图片。")),
        s_server.Key("per_page", Kinds.Number(1, 100), s => s.PerPage, (s, v) => s with { PerPage = v },
            new("Items on a page of a list when the request names no number.", "请求未指定数量时，列表每页的条数。"), "PER_PAGE"),
        s_server.Key("json_as_ascii", Kinds.Flag, s => s.JsonAsAscii, (s, v) => s with { JsonAsAscii = v },
            new("Chinese and other letters as \\u escapes in JSON.", "JSON 中的中文等字符写成 \\u 转义。"), "JSON_AS_ASCII"),
        s_server.Key("admin_url", Kinds.UrlPath, s => s.AdminUrl, (s, v) => s with { AdminUrl = v },
            new("Where the back office is.", "后台地址。"), "ADMIN_URL"),
        s_server.Key("middleware", new ListOf<string>(new("a list of names of middleware",
            "中间件名称的列表"), Kinds.Middleware, "[\"access-log\", \"authentication\"]"),
            s => s.Middleware, (s, v) => s with { Middleware = v },
            new("The middleware that runs, outermost first.", "运行的中间件，最外层在前。"), "MIDDLEWARE"),
        s_whole.Key("debug", Kinds.Flag, s => s.Debug, (s, v) => s with { Debug = v },
            new("Details of internal errors in answers, and weak secrets allowed. Never on a public server.",
                "应答中带内部错误细节，并允许弱密钥。切勿用于公开的服务器。"), "DEBUG"),

        // The largest body: what one file can be on any file system in use, with room to spare.
        s_limits.Key("max_body", Kinds.Size(1 << 10, 1L << 40), s => s.MaxBody, (s, v) => s with { MaxBody = v },
            new("The largest body of a request, all its files together.", "单个请求体的上限，包括其中所有文件。")),
        s_limits.Key("max_files", Kinds.Number(1, 10_000), s => s.MaxFiles, (s, v) => s with { MaxFiles = v },
            new("The most files in one request.", "单个请求的文件数上限。")),
        s_limits.Key("max_connections", Kinds.Number(16, 1_000_000), s => s.MaxConnections, (s, v) => s with { MaxConnections = v },
            new("The most connections at once; with more, the longest idle are closed.", "同时连接数上限；超出时先关闭空闲最久的连接。")),
        s_limits.Key("keep_alive", Kinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "75s"), s => s.KeepAlive, (s, v) => s with { KeepAlive = v },
            new("How long a connection waits for its next request.", "连接等待下一个请求的时间。")),
        s_limits.Key("head_time", Kinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "15s"), s => s.HeadTime, (s, v) => s with { HeadTime = v },
            new("How long the head of a request, or a TLS handshake, may take to come.", "请求头或 TLS 握手允许花费的时间。")),
        s_limits.Key("body_idle", Kinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "30s"), s => s.BodyIdle, (s, v) => s with { BodyIdle = v },
            new("How long a body may stand still, coming or going, before its connection is cut.", "请求体或应答体停滞多久后断开连接。")),
        s_limits.Key("drain", Kinds.Time(TimeSpan.Zero, TimeSpan.FromHours(1), "30s"), s => s.Drain, (s, v) => s with { Drain = v },
            new("How long requests in flight may take to finish after SIGTERM.", "收到 SIGTERM 后，进行中的请求最多再等多久。")),

        s_auth.Key("secret_key", Kinds.OptionalSecret, s => s.SecretKey, (s, v) => s with { SecretKey = v },
            new("Signs keys and sessions. Not set: made at first start and kept in a file beside the database.",
                "签署密钥和会话。不设则首次启动时生成，保存在数据库旁的文件中。"),
            "SECRET_KEY", isSecret: true),
        s_auth.Key("old_secret_keys", new ListOf<string>(new("a list of texts",
            "文本的列表"), Kinds.Secret), s => s.OldSecretKeys, (s, v) => s with { OldSecretKeys = v },
            new("Earlier secrets, oldest first: what they signed stays valid.", "以前的密钥，最旧的在前：它们签署的仍然有效。"), isSecret: true),
        s_auth.Key("secret_key_salt", Kinds.Secret, s => s.SecretKeySalt, (s, v) => s with { SecretKeySalt = v },
            new("Mixed into every signature. A change ends all keys and sessions.", "混入每个签名。改动会使所有密钥和会话失效。"), "SECRET_KEY_SALT"),
        s_auth.Key("session_lifetime", Kinds.Lifetime, s => s.SessionLifetime, (s, v) => s with { SessionLifetime = v },
            new("How long a login lasts.", "登录的有效期。"), "PERMANENT_SESSION_LIFETIME"),
        s_auth.Key("token_header", Kinds.HeaderName, s => s.TokenHeader, (s, v) => s with { TokenHeader = v },
            new("The header that carries the key, beside Authorization and X-API-Key.",
                "携带密钥的请求头（另有 Authorization 和 X-API-Key）。"), "LOGIN_TOKEN_HEADER"),
        s_auth.Key("token_query", Kinds.QueryName, s => s.TokenQuery, (s, v) => s with { TokenQuery = v },
            new("The query parameter that carries the key.", "携带密钥的查询参数。"), "LOGIN_TOKEN"),

        s_storage.Key("upload_root", Kinds.Folder, s => s.UploadRoot, (s, v) => s with { UploadRoot = v },
            new("The folder of everything that maple keeps. A relative one is beside this file (under /etc: in the working directory).",
                "maple 所有数据的目录。相对路径以本文件所在目录为准（位于 /etc 下时以工作目录为准）。"), "UPLOAD_FOLDER_ROOT"),
        s_storage.Key("upload_path", Kinds.Folder, s => s.UploadPath, (s, v) => s with { UploadPath = v },
            new("The folder of the pictures, relative to upload_root.", "图片目录，相对于 upload_root。"), "UPLOAD_FOLDER_PATH"),
        s_storage.Key("database", Kinds.Folder, s => s.Database, (s, v) => s with { Database = v },
            new("The database file, relative to upload_root.", "数据库文件，相对于 upload_root。"), "SQLALCHEMY_DATABASE_URI"),
        s_storage.Key("min_free", Kinds.Size(0, 1L << 40), s => s.MinFree, (s, v) => s with { MinFree = v },
            new("Disk that uploads leave free, so that deleting always works. 0: they may fill it.",
                "上传时须保留的磁盘空间，以确保随时可以删除。0 表示可以占满磁盘。")),

        s_images.Key("upload_allowed_extensions",
            new ListOf<string>(new("a list of extensions", "扩展名的列表"), Kinds.Extension, "[\"png\", \"jpg\", \"jpeg\"]"),
            s => s.AllowedExtensions, (s, v) => s with { AllowedExtensions = v },
            new("The formats that may be uploaded; the bytes must be of the format as well.",
                "允许上传的格式；文件内容也必须是该格式。"), "UPLOAD_ALLOWED_EXTENSIONS"),
        s_images.Key("max_pixels", Kinds.BigNumber(1, 1_000_000_000), s => s.MaxPixels, (s, v) => s with { MaxPixels = v },
            new("The largest picture, width times height. Decoding takes 4 bytes for each pixel.", "图片像素上限（宽乘高）。解码时每像素占 4 字节。")),
        s_images.Key("max_frames", Kinds.Number(1, 100_000), s => s.MaxFrames, (s, v) => s with { MaxFrames = v },
            new("The most frames of an animation.", "动画的帧数上限。")),
        s_images.Key("thumb_width", Kinds.Number(16, 4096), s => s.ThumbWidth, (s, v) => s with { ThumbWidth = v },
            new("Width of thumbnails in pixels; smaller pictures are not enlarged.", "缩略图宽度（像素）；较小的图片不放大。")),
        s_images.Key("show_width", Kinds.Number(16, 4096), s => s.ShowWidth, (s, v) => s with { ShowWidth = v },
            new("Width of show pictures in pixels; smaller pictures are not enlarged.", "展示图宽度（像素）；较小的图片不放大。")),
        s_images.Key("strip_gps", Kinds.Flag, s => s.StripGps, (s, v) => s with { StripGps = v },
            new("Serve originals without the place where they were taken (GPS in EXIF and XMP). The stored file keeps it.",
                "提供原图时去除拍摄位置（EXIF 和 XMP 中的 GPS），存储的文件不变。")),
        s_images.Key("strip_gps_from_original", Kinds.Flag, s => s.StripGpsFromOriginal, (s, v) => s with { StripGpsFromOriginal = v },
            new("Remove that place from new originals before they are stored.", "存储新上传的原图之前即去除其拍摄位置。")),
        s_images.Key("keep_versions", Kinds.Number(0, KeptVersion.Most), s => s.KeepVersions, (s, v) => s with { KeepVersions = v },
            new("Originals of an image that are kept after it was replaced, the newest of them. 0: none.", "图片被替换后保留的旧原图数量（保留最新的若干个）。0 表示不保留。")),
        s_images.Key("max_variant_size", Kinds.Number(16, 16_384), s => s.MaxVariantSize, (s, v) => s with { MaxVariantSize = v },
            new("The largest ?width= and ?height= that is computed.", "?width= 和 ?height= 的上限。")),
        s_images.Key("variant_cache", Kinds.Size(0, 1L << 40), s => s.VariantCacheBytes, (s, v) => s with { VariantCacheBytes = v },
            new("Disk for pictures made by ?width= and ?height=; the least recently used go first. 0: none are kept.",
                "?width= 和 ?height= 生成的图片所占磁盘；最久未用的先删除。0 表示不保留。")),
        s_images.Key("workers", Kinds.Number(0, 256), s => s.Workers, (s, v) => s with { Workers = v },
            new("Pictures decoded at the same time; 0 is one for each core.", "同时解码的图片数；0 表示每个核心一个。")),
        s_images.Key("isolate", Kinds.Flag, s => s.Isolate, (s, v) => s with { Isolate = v },
            new("Decode in separate processes that can do nothing else, so that a hostile picture harms nothing.",
                "在独立的受限进程中解码，恶意图片不会造成危害。")),
        s_images.Key("decode_time", Kinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "30s"), s => s.DecodeTime, (s, v) => s with { DecodeTime = v },
            new("How long decoding one picture may take before it is stopped and refused.", "解码一张图片允许的时间，超时则中止并拒绝该图片。")),

        s_fetch.Key("enabled", Kinds.Flag, s => s.Enabled, (s, v) => s with { Enabled = v },
            new("Uploads may name the URL of a picture, which maple then fetches from the public net.", "上传时可以给出图片的 URL，由 maple 从公网抓取。")),
        s_fetch.Key("ports", new ListOf<int>(new("a list of ports", "端口的列表"), Kinds.Port, "[80, 443]"), s => s.Ports, (s, v) => s with { Ports = v },
            new("The ports of servers that are asked.", "允许访问的服务器端口。")),
        s_fetch.Key("networks", new ListOf<string>(new("a list of addresses and networks", "地址和网段的列表"), Kinds.Network, "[\"10.1.2.0/24\"]"),
            s => s.Networks, (s, v) => s with { Networks = v },
            new("Networks that may be asked although they are not public. Every user can then reach them through maple.",
                "允许访问的非公网网段。任何用户都可以借助 maple 访问它们。")),
        s_fetch.Key("max_size", Kinds.Size(1 << 10, 1L << 40), s => s.MaxSize, (s, v) => s with { MaxSize = v },
            new("The largest picture that is fetched.", "抓取的图片大小上限。")),
        s_fetch.Key("time", Kinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "30s"), s => s.Time, (s, v) => s with { Time = v },
            new("How long fetching one picture may take, redirects included.", "抓取一张图片允许的时间，包括重定向。")),
        s_fetch.Key("max_redirects", Kinds.Number(0, 20), s => s.MaxRedirects, (s, v) => s with { MaxRedirects = v },
            new("How many redirects are followed.", "最多跟随的重定向次数。")),

        s_compat.Key("lsky_v2", Kinds.Flag, s => s.LskyV2, (s, v) => s with { LskyV2 = v },
            new("Speak Lsky Pro 2's API too, under /api/v1/.", "同时提供 Lsky Pro 2 的接口（/api/v1/）。")),
        s_compat.Key("lsky_v1", Kinds.Flag, s => s.LskyV1, (s, v) => s with { LskyV1 = v },
            new("Speak Lsky 1's API too, at /api/upload.", "同时提供 Lsky 1 的接口（/api/upload）。")),
        s_compat.Key("zipline", Kinds.Flag, s => s.Zipline, (s, v) => s with { Zipline = v },
            new("Speak Zipline's API too, at /api/upload.", "同时提供 Zipline 的接口（/api/upload）。")),
        s_compat.Key("chevereto", Kinds.Flag, s => s.Chevereto, (s, v) => s with { Chevereto = v },
            new("Speak Chevereto's API v1 too, at /api/1/upload.", "同时提供 Chevereto API v1（/api/1/upload）。")),

        s_log.Key("format", Kinds.OneOf<LogFormat>(), s => s.Format, (s, v) => s with { Format = v },
            new("Lines for people (text) or for programs (json).", "供人读（text）或供程序读（json）。")),
        s_log.Key("level", Kinds.OneOf<LogLevel>(), s => s.Level, (s, v) => s with { Level = v },
            new("The least serious entries that are written: debug, info, warning or error.", "写入的最低级别：debug、info、warning 或 error。")),
    ];

    public static readonly IReadOnlyList<string> Sections = [.. All.Select(k => k.Section).Distinct()];

    private static ConfigKey<TSection, T> Key<TSection, T>(
        this ConfigSection<TSection> section, string name, ValueKind<T> kind, Func<TSection, T> get, Func<TSection, T, TSection> set,
        Errors.Text help, string? original = null, bool isSecret = false) =>
        new(section, name, kind, get, set, help) { Original = original, IsSecret = isSecret };
}
