using Maple.Cli.Configuration;

namespace Maple.Tests.Cli.Configuration;

public sealed class ConfigDocumentTests
{
    private static readonly string s_document = RepositoryFiles.Read("docs/configuration.md");

    [Fact]
    public void Every_key_has_its_row()
    {
        var rows = ConfigKeys.All.Select(Row).ToList();
        Assert.True(rows.TrueForAll(r => s_document.Contains(r, StringComparison.Ordinal)),
            "docs/configuration.md should have these rows:\n" + string.Join('\n', rows));
    }

    [Theory]
    [InlineData("DEBUG")]
    [InlineData("SECRET_KEY")]
    [InlineData("SECRET_KEY_SALT")]
    [InlineData("JSON_AS_ASCII")]
    [InlineData("PERMANENT_SESSION_LIFETIME")]
    [InlineData("PER_PAGE")]
    [InlineData("ADMIN_URL")]
    [InlineData("LOGIN_TOKEN_HEADER")]
    [InlineData("LOGIN_TOKEN")]
    [InlineData("MIDDLEWARE")]
    [InlineData("SQLALCHEMY_TRACK_MODIFICATIONS")]
    [InlineData("SQLALCHEMY_DATABASE_URI")]
    [InlineData("SQLALCHEMY_ECHO")]
    [InlineData("UPLOAD_ALLOWED_EXTENSIONS")]
    [InlineData("UPLOAD_FOLDER_ROOT")]
    [InlineData("UPLOAD_FOLDER_PATH")]
    [InlineData("UPLOAD_FOLDER")]
    public void Every_key_of_the_original_is_mapped(string original)
    {
        var row = s_document.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{original}` |", StringComparison.Ordinal));
        Assert.NotNull(row);
        if (ConfigKeys.All.FirstOrDefault(k => k.Original == original) is { } key)
            Assert.Contains($"`[{key.Section}] {key.Name}`", row, StringComparison.Ordinal);
    }

    private static string Row(ConfigKey key) =>
        $"| `{key.Name}` | {key.Allowed.English} | {(key.Default is { } value ? $"`{value}`" : "not set")} | `{key.Environment}` | {key.Help.English} |";
}
