using System.Text;
using Maple.Errors;

namespace Maple.Cli.Configuration;

/// <summary>The commented maple.toml: every key, its meaning and its default, commented out.</summary>
internal static class ConfigTemplate
{
    /// <param name="uploadRoot">Set in it; null for none.</param>
    public static string Write(Language language, string? uploadRoot = null)
    {
        var toml = new StringBuilder();
        toml.Append(new Text(
            """
            # The configuration of maple. What is commented out shows the default.
            # Every key can be set from the environment as well: [server] listen is MAPLE_SERVER_LISTEN.
            # 'maple check-config' shows what is in force and where it comes from.

            """,
            """
            # maple 的配置。注释掉的是默认值。
            # 每一项也可以用环境变量设置：[server] listen 即 MAPLE_SERVER_LISTEN。
            # maple check-config 显示当前生效的值及其来源。

            """).In(language));
        foreach (var section in ConfigKeys.Sections)
        {
            toml.Append('\n').Append('[').Append(section).Append("]\n");
            foreach (var key in ConfigKeys.All.Where(k => k.Section == section))
                toml.Append($"\n# {key.Help.In(language)}\n{Line(key, uploadRoot)}\n");
        }
        return toml.ToString();
    }

    private static string Line(ConfigKey key, string? uploadRoot) => key.Name == "upload_root" && uploadRoot is not null
        ? $"{key.Name} = {TomlValue.Show(uploadRoot)}"
        : $"# {key.Name} = {Value(key)}";

    private static string Value(ConfigKey key) =>
        key.Default ?? TomlValue.Show(key.IsSecret ? "" : key.Example ?? "");
}
