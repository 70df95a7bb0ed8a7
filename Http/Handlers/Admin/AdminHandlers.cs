namespace Maple.Http.Handlers.Admin;

/// <summary>Everything below <c>/api/admin/</c>.</summary>
internal sealed record AdminHandlers(
    OverviewHandler Overview, UserHandlers Users, AllAlbumsHandlers Albums, AllImagesHandlers Images, ServerHandlers Server);
