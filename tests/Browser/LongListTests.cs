using System.Text.RegularExpressions;
using Maple.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Maple.Tests.Browser;

/// <summary>What only shows with many pictures.</summary>
public sealed class LongListTests(SharedDaemon shared, Chromium chromium) : BrowserTestBase(shared, chromium), IClassFixture<SharedDaemon>
{
    private const int LargestPage = 100;

    private ILocator Bar => Page.Locator(".selection");

    [Fact]
    public async Task All_of_100_000_are_selected_which_tells_how_far_it_is()
    {
        var release = new TaskCompletionSource();
        var list = new MadeUpList(100_000)
        {
            Before = async (page, number) =>
            {
                if (number == LargestPage && page > 500)
                    await release.Task;
                return true;
            },
        };
        await list.AnswerAsync(Page);
        await SignInAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync("100,000 pictures");

        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Bar).ToContainTextAsync(new Regex("Selecting… [1-9][0-9,]+ of 100,000"));
        release.SetResult();
        // A thousand answers, each made here.
        await Expect(Bar).ToContainTextAsync("100,000 selected", new() { Timeout = 5 * Chromium.Patience });

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("One download takes 5,000 pictures at most.");
    }

    [Fact]
    public async Task Selecting_all_ends_with_the_list_that_it_began_with()
    {
        var release = new TaskCompletionSource();
        var list = new MadeUpList(1000)
        {
            Before = async (page, number) =>
            {
                if (number == LargestPage && page > 2)
                    await release.Task;
                return true;
            },
        };
        await list.AnswerAsync(Page);
        await SignInAsync();
        await Expect(Tiles.First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Bar).ToContainTextAsync("Selecting…");

        await Page.GetByLabel("Order").SelectOptionAsync("By name");
        await Expect(Bar).ToBeHiddenAsync();
        release.SetResult();
        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Bar).ToContainTextAsync("1,000 selected");
    }

    [Fact]
    public async Task When_a_page_does_not_come_nothing_is_selected_rather_than_a_part()
    {
        bool isBroken = true;
        var list = new MadeUpList(1000) { Before = (page, number) => Task.FromResult(number != LargestPage || page != 5 || !isBroken) };
        await list.AnswerAsync(Page);
        await SignInAsync();
        await Expect(Tiles.First).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("Control+a");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("maple does not answer");
        await Expect(Bar).ToBeHiddenAsync();
        isBroken = false;
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(Bar).ToContainTextAsync("1,000 selected");
    }

    [Fact]
    public async Task A_page_that_did_not_come_can_be_asked_for_again()
    {
        bool isBroken = true;
        var list = new MadeUpList(1000) { Before = (page, _) => Task.FromResult(page < 15 || !isBroken) };
        await list.AnswerAsync(Page);
        await SignInAsync();
        await Expect(Tiles.First).ToBeVisibleAsync();
        await Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Expect(Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("maple does not answer");

        isBroken = false;
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Img, new() { Name = "1000.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_way_back_leads_to_where_one_scrolled_not_to_the_tile_that_had_the_focus()
    {
        await new MadeUpList(1000).AnswerAsync(Page);
        await SignInAsync();
        await Tiles.First.Locator("a").FocusAsync();
        await Page.EvaluateAsync("new Promise(done => { scrollTo(0, 5000); requestAnimationFrame(() => requestAnimationFrame(done)); })");

        await Page.EvaluateAsync("location.hash = '#/albums'");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Albums" })).ToBeVisibleAsync();
        await Page.GoBackAsync();

        await Expect(Page.Locator(".count")).ToHaveTextAsync("1,000 pictures");
        Assert.Equal(5000, await Page.EvaluateAsync<int>("scrollY"));
    }

    [Fact]
    public async Task A_picture_that_was_imported_with_an_old_day_has_the_neighbours_of_that_day()
    {
        await new MadeUpList(10_000).AnswerAsync(Page);

        await SignInAsync("#/image/5001");

        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToHaveAttributeAsync("href", "#/image/5002");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Previous picture" })).ToHaveAttributeAsync("href", "#/image/5000");
    }

    [Fact]
    public async Task A_picture_that_is_opened_in_a_list_by_name_has_its_neighbours_there()
    {
        await new MadeUpList(10_000).AnswerAsync(Page);

        await SignInAsync("#/image/251?list=%2F%3Fsort%3Dname");

        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Next picture" })).ToHaveAttributeAsync("href", "#/image/252?list=%2F%3Fsort%3Dname");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Previous picture" })).ToHaveAttributeAsync("href", "#/image/250?list=%2F%3Fsort%3Dname");
    }
}
