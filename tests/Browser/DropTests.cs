using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

public sealed class DropTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-drop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_can_not_be_read_is_named_and_the_others_go_on()
    {
        // Root reads everything: these fail as files do that are gone or another's.
        await Page.AddInitScriptAsync(
            """
            Blob.prototype.arrayBuffer = (read => function () { return window.broken ? Promise.reject(new DOMException('gone', 'NotFoundError')) : read.call(this); })(Blob.prototype.arrayBuffer);
            File.prototype.slice = function (...range) { window.broken = this.name === 'broken.png'; return Blob.prototype.slice.apply(this, range); };
            const patch = reader => {
              const read = reader.readEntries;
              reader.readEntries = function (resolve, reject) {
                const answer = entries => entries.some(({ name }) => name === 'secret.png') ? reject(new DOMException('no', 'NotReadableError')) : resolve(entries);
                read.call(this, answer, reject);
              };
            };
            DataTransferItem.prototype.webkitGetAsEntry = (get => function () {
              const entry = get.call(this);
              if (entry.isDirectory) patch(Object.getPrototypeOf(entry.createReader()));
              return entry;
            })(DataTransferItem.prototype.webkitGetAsEntry);
            """);
        await SignInAsync();
        await WriteAsync("broken.png", "good.png", "trip/locked/secret.png", "trip/harbour.png", "trip/broken.png");

        await Page.DragAsync(Path.Combine(_folder, "broken.png"), Path.Combine(_folder, "trip"), Path.Combine(_folder, "good.png"));

        ILocator alert = Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("Could not be read: broken.png, ");
        await Expect(alert).ToContainTextAsync("locked");
        await Expect(Page.Locator(".uploads h2")).ToHaveTextAsync("2 pictures uploaded");
        Assert.Equal(["good.png", "harbour.png"], Names(await Api.GetAsync("api/images")).Order());
    }

    [Fact]
    public async Task Nothing_is_invited_before_one_has_signed_in()
    {
        await WriteAsync("one.png");
        await Page.GotoAsync(Root.AbsoluteUri);
        await Expect(Page.Locator("input[name=username]")).ToBeVisibleAsync();

        await Page.DragAsync(isInvited: false, Path.Combine(_folder, "one.png"));
        await Expect(Page.Locator(".uploads")).ToBeHiddenAsync();

        await FillSignInAsync(User, Password);
        await Expect(Page.GetByText("No pictures yet")).ToBeVisibleAsync();
        await Page.DragAsync(Path.Combine(_folder, "one.png"));
        await ExpectTilesAsync("one.png");
    }

    [Fact]
    public async Task A_folder_is_chosen_with_the_keyboard()
    {
        await SignInAsync();
        await WriteAsync("trip/harbour.png", "trip/day 2/night.png");
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, "trip", "readme.txt"), "no picture");

        IFileChooser chooser = await Page.RunAndWaitForFileChooserAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = "Upload a folder" }).PressAsync("Enter"));
        await chooser.SetFilesAsync(Path.Combine(_folder, "trip"));

        // It goes after four seconds, whatever the uploads take.
        await Expect(Page.GetByText("1 file that is no picture was left out")).ToBeVisibleAsync();
        await Expect(Tiles).ToHaveCountAsync(2);
        Assert.Equal(["harbour.png", "night.png"], Names(await Api.GetAsync("api/images")).Order());
    }

    private async Task WriteAsync(params string[] names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await System.IO.File.WriteAllBytesAsync(path, Picture());
        }
    }
}
