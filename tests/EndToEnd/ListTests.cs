using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class ListTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task Pages_have_the_originals_pageinfo()
    {
        ApiClient bob = await NewUserAsync();
        await bob.UploadAsync([.. Enumerable.Range(0, 25).Select(i => ($"p{i:00}.png", Pictures.Png(seed: i)))]);

        Answer second = await bob.GetAsync("api/images?page=2");
        Answer last = await bob.GetAsync("api/images?page=9&number=3");
        Answer behind = await bob.GetAsync("api/images?page=99");

        JsonElement info = second.Json.GetProperty("pageinfo");
        Assert.Equal((3, 2, 25), (info.GetProperty("pages").GetInt32(), info.GetProperty("page").GetInt32(), info.GetProperty("total").GetInt32()));
        Assert.True(info.GetProperty("has_prev").GetBoolean());
        Assert.True(info.GetProperty("has_next").GetBoolean());
        Assert.Equal("[1,2,3]", info.GetProperty("iter_pages").GetRawText());
        Assert.Equal(Enumerable.Range(10, 10).Select(i => $"p{i:00}.png"), Names(second));
        Assert.Equal(["p24.png"], Names(last));
        Assert.False(last.Json.GetProperty("pageinfo").GetProperty("has_next").GetBoolean());
        Assert.Equal("[1,2,null,7,8,9]", last.Json.GetProperty("pageinfo").GetProperty("iter_pages").GetRawText());
        Assert.Empty(Names(behind));
    }

    [Fact]
    public async Task Filters_and_orders()
    {
        ApiClient bob = await NewUserAsync();
        string tomorrow = $"{DateTime.UtcNow.AddDays(1):yyyy-MM-dd}", yesterday = $"{DateTime.UtcNow.AddDays(-1):yyyy-MM-dd}";
        await bob.UploadAsync("Tree.png", Pictures.Png(seed: 1), ("description", "in Spring"), ("album", "wood"));
        await bob.UploadAsync("house.png", Pictures.Png(seed: 2), ("description", "in autumn"));
        await bob.UploadAsync("treehouse.png", Pictures.Png(seed: 3), ("album", "wood"));

        Assert.Equal(["Tree.png", "house.png", "treehouse.png"], Names(await bob.GetAsync("api/images")));
        Assert.Equal(["Tree.png", "treehouse.png"], Names(await bob.GetAsync("api/images?name=TREE")));
        Assert.Equal(["Tree.png"], Names(await bob.GetAsync("api/images?description=spring")));
        Assert.Equal(["Tree.png", "treehouse.png"], Names(await bob.GetAsync("api/images?album=wood")));
        Assert.Empty(Names(await bob.GetAsync("api/images?album=none")));
        Assert.Equal(3, Names(await bob.GetAsync($"api/images?start_date={yesterday}&end_date={tomorrow}")).Length);
        Assert.Empty(Names(await bob.GetAsync($"api/images?end_date={yesterday}")));
        Assert.Equal(["treehouse.png", "house.png", "Tree.png"], Names(await bob.GetAsync("api/images?sort=-created_at")));
        Assert.Equal(["treehouse.png", "house.png", "Tree.png"], Names(await bob.GetAsync("api/images?descent=name")));
        Assert.Equal(["treehouse.png", "house.png", "Tree.png"], Names(await bob.GetAsync("api/images?descent=id")));
        Assert.Equal(["Tree.png", "house.png", "treehouse.png"], Names(await bob.GetAsync("api/images?sort=name,-id")));
    }

    [Fact]
    public async Task Times_with_an_offset_bound_a_list_to_the_millisecond_and_days_are_those_of_UTC()
    {
        ApiClient bob = await NewUserAsync();
        DateTimeOffset made = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 1))).GetProperty("created_at").GetDateTimeOffset();
        string day = $"{made.UtcDateTime:yyyy-MM-dd}";

        Assert.Single(Names(await bob.GetAsync($"api/images?start_date={Shanghai(made)}&end_date={Shanghai(made)}")));
        Assert.Empty(Names(await bob.GetAsync($"api/images?start_date={Shanghai(made.AddMilliseconds(1))}")));
        Assert.Empty(Names(await bob.GetAsync($"api/images?end_date={Shanghai(made.AddMilliseconds(-1))}")));
        Assert.Single(Names(await bob.GetAsync($"api/images?start_date={day}T00:00:00Z&end_date={day}T23:59:59.999Z")));
        Assert.Single(Names(await bob.GetAsync($"api/images?start_date={day}&end_date={day}")));
        Assert.Single(Names(await bob.GetAsync("api/images?end_date=9999-12-31")));

        // The same moment by a clock in Shanghai.
        static string Shanghai(DateTimeOffset time) => Uri.EscapeDataString($"{time.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-ddTHH:mm:ss.fffzzz}");
    }

    [Theory]
    [InlineData("page", "0")]
    [InlineData("page", "-1")]
    [InlineData("page", "x")]
    [InlineData("page", "99999999999999999999")]
    [InlineData("number", "0")]
    [InlineData("number", "101")]
    [InlineData("start_date", "2026-13-01")]
    [InlineData("start_date", "0001-01-01T00:00:00%2B14:00")]
    [InlineData("start_date", "2026-11-30T00:00:00 08:00")]
    [InlineData("end_date", "yesterday")]
    [InlineData("sort", "-password")]
    [InlineData("descent", "nothing")]
    public async Task A_wrong_value_names_its_parameter(string parameter, string value)
    {
        ApiClient bob = await NewUserAsync();

        foreach (string list in (string[])["api/images", "api/albums"])
        {
            Answer answer = await bob.GetAsync($"{list}?{parameter}={value}");

            Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
            Assert.Contains($"'{parameter}'", answer.Message);
        }
    }

    [Fact]
    public async Task Messages_follow_the_language_and_codes_do_not()
    {
        ApiClient bob = await NewUserAsync();

        Answer english = await bob.GetAsync("api/images?page=0");
        Answer chinese = await bob.GetAsync("api/images?page=0", ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"));

        Assert.Equal(english.Code, chinese.Code);
        Assert.Contains("must be", english.Message);
        Assert.Contains("整数", chinese.Message);
    }
}
