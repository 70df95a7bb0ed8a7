using Maple.Errors;
using Maple.Unix;

namespace Maple.Cli.Configuration;

/// <summary>
/// Files with secrets that somebody else can read, which are refused as ssh refuses such keys. Of a file of root's the group may read: so it is given to a
/// service's account (<c>root:maple 0640</c>, <c>root:ssl-cert 0640</c>), and so PostgreSQL takes them, too.
/// </summary>
internal static class OpenSecrets
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static IEnumerable<ConfigProblem> Find(LoadedConfig config)
    {
        foreach ((ConfigKey key, ConfigSource source) in config.Sources)
        {
            if (key.IsSecret && source.Origin == ConfigOrigin.File && IsOpen(config.File!))
                yield return Problem(source, key, config.File!);
            if (key.Name == "tls_key" && config.Options.Server.TlsKey is { } file && IsOpen(file))
                yield return Problem(source, key, file);
        }
    }

    private static bool IsOpen(string file)
    {
        try
        {
            FileFacts facts = FileFacts.Of(file);
            return (facts.Mode & (facts.User == 0 ? Others : Others | Group)) != 0;
        }
        catch (IOException)
        {
            // Nothing is there, which is said elsewhere.
            return false;
        }
    }

    private static ConfigProblem Problem(ConfigSource source, ConfigKey key, string file) => new(source, new(
        $"[{key.Section}] {key.Name}: others can read it in {file}; run 'chmod 600 {file}' (640 if root owns it and its group is maple's), and change the secret if someone may have",
        $"[{key.Section}] {key.Name}：其他用户可以从 {file} 读到；请运行 chmod 600 {file}（若文件属于 root、用户组为 maple，则用 640）；如可能已泄露，请更换"));
}
