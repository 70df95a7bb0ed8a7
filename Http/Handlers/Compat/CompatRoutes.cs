namespace Maple.Http.Handlers.Compat;

/// <summary>Other hosts' APIs, so that clients made for those work once they have maple's address. Who calls is looked at by the handlers, which have their own ways to refuse.</summary>
internal static class CompatRoutes
{
    public static IEnumerable<Route> All(CompatOptions options, LskyV2Handlers lsky, PlainUploadHandler plain, CheveretoHandler chevereto)
    {
        Route[] lskyV2 =
        [
            new("POST", "/api/v1/tokens", Access.Anyone, lsky.TokenAsync),
            new("POST", "/api/v1/upload", Access.UserOrForm, lsky.UploadAsync),
            new("GET", "/api/v1/images", Access.UserOrForm, lsky.ImagesAsync),
            new("DELETE", "/api/v1/images/{id}", Access.UserOrForm, lsky.RemoveImageAsync),
            new("GET", "/api/v1/albums", Access.UserOrForm, lsky.AlbumsAsync),
            new("DELETE", "/api/v1/albums/{id}", Access.UserOrForm, lsky.RemoveAlbumAsync),
            new("GET", "/api/v1/profile", Access.UserOrForm, lsky.ProfileAsync),
            new("GET", "/api/v1/strategies", Access.UserOrForm, LskyV2Handlers.StrategiesAsync),
        ];
        Route[] lskyV1OrZipline = [new("POST", "/api/upload", Access.UserOrForm, plain.PostAsync)];
        Route[] cheveretoV1 =
        [
            new("POST", "/api/1/upload", Access.UserOrForm, chevereto.AddAsync),
            new("GET", "/api/1/upload", Access.UserOrForm, chevereto.AddAsync),
        ];
        return
        [
            .. options.LskyV2 ? lskyV2 : [],
            .. options.LskyV1 || options.Zipline ? lskyV1OrZipline : [],
            .. options.Chevereto ? cheveretoV1 : [],
        ];
    }
}
