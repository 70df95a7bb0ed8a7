using System.Text.Json;
using Maple.Tests.Imaging;
using SkiaSharp;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Every odd picture is taken with renditions that decode, or refused with a code; none costs the daemon its life, its memory or its peace.</summary>
public sealed class OddPictureTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    private static readonly string[] s_codes = ["corrupt_image", "unsupported_format", "too_many_pixels", "too_many_frames"];

    // A hang, not a slow machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Sound_pictures_of_every_kind_are_taken()
    {
        foreach ((string name, byte[] bytes) in OddPictures.Sound())
            Assert.True(await UploadAsync(name, bytes) is null, $"{name} was refused");
    }

    [Fact]
    public async Task Broken_pictures_are_refused()
    {
        foreach ((string name, byte[] bytes) in OddPictures.Broken())
            Assert.True(await UploadAsync(name, bytes) is not null, $"{name} was taken");
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Doubtful_pictures_are_answered_in_bounded_memory()
    {
        await UploadAsync("warm", OddPictures.Sound().First().Bytes);
        Memory.ForgetPeak(Daemon);
        long before = Memory.Resident(Daemon);
        foreach ((string name, byte[] bytes) in OddPictures.Doubtful())
            await UploadAsync(name, bytes);

        // One picture at a time: its decoder's 256 MB and what the upload and the encoders hold.
        Assert.InRange(Memory.Peak(Daemon) - before, long.MinValue, 400L << 20);
        Assert.Empty(StagedFiles);
    }

    /// <returns>The code of the refusal; null when it was taken, looked at and deleted.</returns>
    private async Task<string?> UploadAsync(string name, byte[] bytes)
    {
        Answer answer = await Owner.UploadAsync("a.png", bytes).WaitAsync(s_patience);
        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
        if ((int)answer.Status != 200)
        {
            Assert.InRange((int)answer.Status, 400, 499);
            Assert.True(s_codes.Contains(answer.Code), $"{name}: {answer.Code}");
            return answer.Code;
        }

        JsonElement image = Assert.Single(answer.Data.GetProperty("success").EnumerateArray());
        foreach (string link in (string[])["thumb_url", "show_url"])
        {
            RawAnswer rendition = await SendAsync(RawRequest.Of($"GET {new Uri(image.GetProperty(link).GetString()!).AbsolutePath}"));
            Assert.True(rendition.Status == 200, $"{link} of {name}: {rendition.Status}");
            using var codec = SKCodec.Create(new MemoryStream(rendition.Body));
            Assert.True(codec is { Info: { Width: > 0, Height: > 0 } }, $"{link} of {name} is no picture");
        }

        await Owner.DeleteAsync($"api/images/{image.GetProperty("id")}");
        return null;
    }
}
