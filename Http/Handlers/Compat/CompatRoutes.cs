namespace Maple.Http.Handlers.Compat;

/// <summary>Other hosts' APIs, so that clients made for those work once they have maple's address.</summary>
internal static class CompatRoutes
{
    public static IEnumerable<Route> All(CompatOptions options, LskyV2Handlers lsky, PlainUploadHandler plain, CheveretoHandler chevereto)
    {
        Route[] lskyV2 =
        [
            new("POST", "/api/v1/tokens", Access.Anyone.ByHandler, lsky.TokenAsync),
            new("POST", "/api/v1/upload", Access.Upload.OrForm.ByHandler, lsky.UploadAsync),
            new("GET", "/api/v1/images", Access.Read.ByHandler, lsky.ImagesAsync),
            new("DELETE", "/api/v1/images/{id}", Access.Delete.ByHandler, lsky.RemoveImageAsync),
            new("GET", "/api/v1/albums", Access.Read.ByHandler, lsky.AlbumsAsync),
            new("DELETE", "/api/v1/albums/{id}", Access.Delete.Unbound.ByHandler, lsky.RemoveAlbumAsync),
            new("GET", "/api/v1/profile", Access.Read.Unbound.ByHandler, lsky.ProfileAsync),
            new("GET", "/api/v1/strategies", Access.Upload.ByHandler, LskyV2Handlers.StrategiesAsync),
        ];
        Route[] lskyV1OrZipline = [new("POST", "/api/upload", Access.Upload.OrForm.ByHandler, plain.PostAsync)];
        Route[] cheveretoV1 =
        [
            new("POST", "/api/1/upload", Access.Upload.OrForm.ByHandler, chevereto.AddAsync),
            new("GET", "/api/1/upload", Access.Upload.ByHandler, chevereto.AddAsync) { HasHead = false },
        ];
        return
        [
            .. options.LskyV2 ? lskyV2 : [],
            .. options.LskyV1 || options.Zipline ? lskyV1OrZipline : [],
            .. options.Chevereto ? cheveretoV1 : [],
        ];
    }
}
