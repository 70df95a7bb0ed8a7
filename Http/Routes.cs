using Maple.Http.Handlers;
using Maple.Http.Handlers.Admin;
using Maple.Http.Handlers.Upload;

namespace Maple.Http;

/// <summary>The whole of maple over HTTP, on one screen.</summary>
internal static class Routes
{
    public static Route[] All(
        SessionHandlers sessions, AccountHandlers account, KeyHandlers keys, PolicyHandlers policies, AlbumHandlers albums, ImageHandlers images, ImageBatchHandlers batches,
        ArchiveHandlers archive, UploadHandler upload, ReplaceHandler replacement, VersionHandlers versions, FileHandler files, HealthHandler health, MetricsHandler metrics, AdminHandlers admin) =>
    [
        new("GET", "/healthz", Access.Anyone, health.GetAsync),
        // The handler looks who asks: a scraper on the same machine needs no key.
        new("GET", "/metrics", Access.Anyone, metrics.GetAsync),

        new("POST", "/api/login", Access.Anyone, sessions.LoginAsync),
        // As the original has it. It ends a session, so there is no HEAD of it.
        new("GET", "/api/logout", Access.Anyone, sessions.LogoutAsync) { HasHead = false },
        new("POST", "/api/logout", Access.Anyone, sessions.LogoutAsync),

        new("GET", "/api/account", Access.Read.Unbound, account.GetAsync),
        new("PUT", "/api/account/password", Access.Account, account.ChangePasswordAsync),
        new("GET", "/api/account/key", Access.Account, account.GetKeyAsync),
        new("POST", "/api/account/key", Access.Account, account.ResetKeyAsync),
        new("GET", "/api/account/clients", Access.Account, account.GetClientsAsync),

        new("GET", "/api/keys", Access.Account, keys.ListAsync),
        new("POST", "/api/keys", Access.Account, keys.AddAsync),
        new("DELETE", "/api/keys/{id}", Access.Account, keys.RemoveAsync),

        new("GET", "/api/policies", Access.Account, policies.ListAsync),
        new("POST", "/api/policies", Access.Upload, policies.AddAsync),
        new("DELETE", "/api/policies/{id}", Access.Account, policies.RemoveAsync),

        new("GET", "/api/albums", Access.Read, albums.ListAsync),
        new("POST", "/api/albums", Access.Upload.Unbound.OrForm, albums.AddAsync),
        new("GET", "/api/albums/{id}", Access.Read, albums.GetAsync),
        new("PUT", "/api/albums/{id}", Access.Edit.OrForm, albums.UpdateAsync),
        new("DELETE", "/api/albums/{id}", Access.Delete.Unbound, albums.RemoveAsync),

        new("GET", "/api/images", Access.Read, images.ListAsync),
        new("POST", "/api/images", Access.Upload.OrForm.OrPolicy, upload.AddAsync),
        new("PUT", "/api/images", Access.Upload.OrForm.OrPolicy, upload.AddAsync),
        new("POST", "/api/images/delete", Access.Delete.OrForm, batches.RemoveAsync),
        new("POST", "/api/images/move", Access.Edit.OrForm, batches.MoveAsync),
        new("GET", "/api/images/archive", Access.Read, archive.GetAsync),
        new("POST", "/api/images/archive", Access.Read.OrForm, archive.PostAsync),
        new("GET", "/api/images/{id}", Access.Read, images.GetAsync),
        new("PUT", "/api/images/{name}", Access.Upload.OrPolicy, upload.PutAsync) { When = RawBody.IsIn },
        new("PUT", "/api/images/{id}", Access.Edit.OrForm, images.UpdateAsync),
        new("PUT", "/api/images/{id}/content", Access.Edit.OrForm, replacement.PutAsync),
        new("GET", "/api/images/{id}/versions", Access.Read, versions.ListAsync),
        new("GET", "/api/images/{id}/versions/{version}", Access.Read, versions.GetAsync),
        new("DELETE", "/api/images/{id}/versions/{version}", Access.Delete, versions.RemoveAsync),
        new("DELETE", "/api/images/{id}", Access.Delete, images.RemoveAsync),
        new("POST", "/api/images/{id}/link", Access.Read, images.LinkAsync),

        new("GET", "/api/admin/overview", Access.Admin, admin.Overview.GetAsync),
        new("GET", "/api/admin/users", Access.Admin, admin.Users.ListAsync),
        new("POST", "/api/admin/users", Access.Admin.Unrestricted, admin.Users.AddAsync),
        new("GET", "/api/admin/users/{id}", Access.Admin, admin.Users.GetAsync),
        new("PUT", "/api/admin/users/{id}", Access.Admin.Unrestricted, admin.Users.UpdateAsync),
        new("DELETE", "/api/admin/users/{id}", Access.Admin, admin.Users.RemoveAsync),
        new("POST", "/api/admin/users/{id}/key", Access.Admin.Unrestricted, admin.Users.ResetKeyAsync),
        new("GET", "/api/admin/albums", Access.Admin, admin.Albums.ListAsync),
        new("POST", "/api/admin/albums/delete", Access.Admin, admin.Albums.RemoveAsync),
        new("GET", "/api/admin/images", Access.Admin, admin.Images.ListAsync),
        new("POST", "/api/admin/images/delete", Access.Admin, admin.Images.RemoveAsync),
        new("DELETE", "/api/admin/cache", Access.Admin, admin.Server.ClearCacheAsync),
        new("GET", "/api/admin/config", Access.Admin, admin.Server.ConfigAsync),
        new("GET", "/api/admin/log", Access.Admin, admin.Server.LogAsync),

        new("GET", "/images/{path*}", Access.Anyone, files.GetAsync),
    ];

    /// <summary>The pages for people, and what describes the API to programs: files out of the binary.</summary>
    public static Route[] Pages(WebHandler web, GuestHandler guests, string adminUrl) =>
    [
        new("GET", "/", Access.Anyone, web.GalleryAsync),
        new("GET", "/u/{token}", Access.Anyone, guests.GetAsync),
        new("GET", "/web/{path*}", Access.Anyone, web.FileAsync),
        new("GET", adminUrl, Access.Admin, web.OfficeAsync),
        new("GET", "/api/openapi.json", Access.Anyone, web.OpenApiAsync),
    ];
}
