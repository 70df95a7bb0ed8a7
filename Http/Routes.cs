using Maple.Http.Handlers;
using Maple.Http.Handlers.Admin;
using Maple.Http.Handlers.Upload;

namespace Maple.Http;

/// <summary>The whole of maple over HTTP, on one screen.</summary>
internal static class Routes
{
    public static Route[] All(
        SessionHandlers sessions, AccountHandlers account, AlbumHandlers albums, ImageHandlers images, ImageBatchHandlers batches, ArchiveHandlers archive,
        UploadHandler upload, ReplaceHandler replacement, FileHandler files, HealthHandler health, AdminHandlers admin) =>
    [
        new("GET", "/healthz", Access.Anyone, health.GetAsync),

        new("POST", "/api/login", Access.Anyone, sessions.LoginAsync),
        new("GET", "/api/logout", Access.Anyone, sessions.LogoutAsync),
        new("POST", "/api/logout", Access.Anyone, sessions.LogoutAsync),

        new("GET", "/api/account", Access.User, account.GetAsync),
        new("PUT", "/api/account/password", Access.User, account.ChangePasswordAsync),
        new("GET", "/api/account/key", Access.User, account.GetKeyAsync),
        new("GET", "/api/account/clients", Access.User, account.GetClientsAsync),
        new("POST", "/api/account/key", Access.User, account.ResetKeyAsync),

        new("GET", "/api/albums", Access.User, albums.ListAsync),
        new("POST", "/api/albums", Access.UserOrForm, albums.AddAsync),
        new("GET", "/api/albums/{id}", Access.User, albums.GetAsync),
        new("PUT", "/api/albums/{id}", Access.UserOrForm, albums.UpdateAsync),
        new("DELETE", "/api/albums/{id}", Access.User, albums.RemoveAsync),

        new("GET", "/api/images", Access.User, images.ListAsync),
        new("POST", "/api/images", Access.UserOrForm, upload.AddAsync),
        new("PUT", "/api/images", Access.UserOrForm, upload.AddAsync),
        new("POST", "/api/images/delete", Access.UserOrForm, batches.RemoveAsync),
        new("POST", "/api/images/move", Access.UserOrForm, batches.MoveAsync),
        new("GET", "/api/images/archive", Access.User, archive.GetAsync),
        new("POST", "/api/images/archive", Access.UserOrForm, archive.PostAsync),
        new("GET", "/api/images/{id}", Access.User, images.GetAsync),
        new("PUT", "/api/images/{id}", Access.UserOrForm, exchange => RawBody.IsIn(exchange.Request) ? upload.PutAsync(exchange) : images.UpdateAsync(exchange)),
        new("PUT", "/api/images/{id}/content", Access.UserOrForm, replacement.PutAsync),
        new("DELETE", "/api/images/{id}", Access.User, images.RemoveAsync),

        new("GET", "/api/admin/overview", Access.Admin, admin.Overview.GetAsync),
        new("GET", "/api/admin/users", Access.Admin, admin.Users.ListAsync),
        new("POST", "/api/admin/users", Access.Admin, admin.Users.AddAsync),
        new("GET", "/api/admin/users/{id}", Access.Admin, admin.Users.GetAsync),
        new("PUT", "/api/admin/users/{id}", Access.Admin, admin.Users.UpdateAsync),
        new("DELETE", "/api/admin/users/{id}", Access.Admin, admin.Users.RemoveAsync),
        new("POST", "/api/admin/users/{id}/key", Access.Admin, admin.Users.ResetKeyAsync),
        new("GET", "/api/admin/albums", Access.Admin, admin.Albums.ListAsync),
        new("GET", "/api/admin/images", Access.Admin, admin.Images.ListAsync),
        new("POST", "/api/admin/images/delete", Access.Admin, admin.Images.RemoveAsync),
        new("DELETE", "/api/admin/cache", Access.Admin, admin.Server.ClearCacheAsync),
        new("GET", "/api/admin/config", Access.Admin, admin.Server.ConfigAsync),
        new("GET", "/api/admin/log", Access.Admin, admin.Server.LogAsync),

        new("GET", "/images/{path*}", Access.Anyone, files.GetAsync),
    ];

    /// <summary>The pages for people.</summary>
    public static Route[] Pages(WebHandler web, string adminUrl) =>
    [
        new("GET", "/", Access.Anyone, web.GalleryAsync),
        new("GET", "/web/{path*}", Access.Anyone, web.FileAsync),
        new("GET", adminUrl, Access.Admin, web.OfficeAsync),
    ];
}
