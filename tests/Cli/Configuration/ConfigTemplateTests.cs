using System.Text.RegularExpressions;
using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Tests.Cli.Configuration;

public sealed partial class ConfigTemplateTests : CliTest
{
    [Fact]
    public void The_maple_toml_of_the_repository_is_what_init_writes() =>
        Assert.Equal(ConfigTemplate.Write(Language.English), RepositoryFiles.Read("maple.toml"));

    [Theory]
    [InlineData("LANG=en")]
    [InlineData("LANG=zh_CN.UTF-8")]
    public void Uncommented_it_says_the_defaults(string language)
    {
        Write("maple.toml", CommentedKey().Replace(
            ConfigTemplate.Write(language.Contains("zh", StringComparison.Ordinal) ? Language.Chinese : Language.English), "$1"));
        var config = new ConfigLoader(Environment, Folder, InFolder("none")).Load(null);
        var defaults = new ConfigLoader(Environment, Folder, InFolder("none")).Load("/dev/null").Options;

        Assert.Equal(ConfigKeys.All.Count, config.Sources.Count);
        foreach (var key in ConfigKeys.All.Where(k => k.Default is not null && k.Name != "upload_root"))
            Assert.Equal(TomlValue.Show(key.Get(defaults)!), TomlValue.Show(key.Get(config.Options)!));
        Assert.Equal(InFolder("data"), config.Options.Storage.RootFolder);
    }

    [GeneratedRegex("^# ([a-z0-9_]+ = )", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
