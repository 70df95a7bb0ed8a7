using Maple.Errors;

namespace Maple.Tests;

public sealed class ErrorCodeTests
{
    [Fact]
    public void The_word_on_the_wire_is_the_name_in_snake_case() =>
        Assert.Equal("album_not_empty", ErrorCode.AlbumNotEmpty.Word());
}
