using Maple.Cli.Demo;
using Maple.Http.Handlers;
using Maple.Http.Handlers.Upload;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Cli;

internal sealed partial class App
{
    /// <summary>Takes pictures in, each as if it had come at its time.</summary>
    /// <param name="onStored">Told how many there are.</param>
    public async Task AddAsync(string username, IEnumerable<DemoPicture> pictures, Action<int> onStored, CancellationToken cancellation)
    {
        User user = (await _store.Users.FindByNameAsync(username, cancellation))!;
        var albums = new AlbumChoice(_store.Albums);
        var processor = new ImageProcessor(_options.Images, _renderer);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        int stored = 0;
        foreach (DemoPicture picture in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            var library = _library.At(new Past(now - picture.Age));
            var intake = new PictureIntake(_store, library, _blobs, processor, stripsOriginals: false);
            await using ReceivedFile file = await ReceivedFile.OfAsync(picture.Name, picture.Paint(), _blobs);
            await intake.StoreAsync(
                user, () => albums.FindOrAddAsync(user, picture.Album), file, new PictureFacts(picture.Name, picture.Name, picture.Description));
            onStored(++stored);
        }
    }

    private sealed class Past(DateTimeOffset then) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => then;
    }
}
