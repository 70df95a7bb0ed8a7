using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;

namespace Maple.Cli.Client;

/// <summary>Keeps the login in <c>$XDG_CONFIG_HOME/maple/credentials.toml</c>, readable by its owner alone.</summary>
internal sealed class CredentialStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    private readonly string? _path;

    public CredentialStore(CommandContext context)
    {
        // XDG Base Directory Specification: relative paths are to be ignored.
        var folder = context.Variable("XDG_CONFIG_HOME") is { } xdg && Path.IsPathRooted(xdg) ? xdg
            : context.Variable("HOME") is { } home ? Path.Combine(home, ".config") : null;
        _path = folder is null ? null : Path.Combine(folder, "maple", "credentials.toml");
    }

    /// <summary>Null when nobody has logged in.</summary>
    /// <exception cref="CommandException">Others can read the file, or it makes no sense.</exception>
    public Credentials? Load()
    {
        if (_path is null || !File.Exists(_path))
            return null;
        if ((File.GetUnixFileMode(_path) & Others) != 0)
            throw new CommandException(ExitCode.NoPermission,
                $"{_path} holds a key and others can read it: run 'chmod 600 {_path}', and 'maple key --reset' if someone may have",
                $"{_path} 保存着密钥，但其他人可以读取：请运行 chmod 600 {_path}；如可能已泄露，再运行 maple key --reset");

        var problems = new List<ConfigProblem>();
        var values = TomlFile.Read(_path, _path, problems).ToLookup(e => e.Name, e => e.Value as string);
        return problems.Count == 0 && values["key"].FirstOrDefault() is { Length: > 0 } key
            && values["url"].FirstOrDefault() is { } text && Kinds.TryParseBaseUrl(text, out var url)
            ? new(url, values["user"].FirstOrDefault() ?? "", key)
            : throw new CommandException(ExitCode.Config, $"{_path} is damaged: run 'maple login' again", $"{_path} 已损坏：请重新运行 maple login");
    }

    /// <summary>Returns the file's path.</summary>
    public string Save(Credentials credentials)
    {
        if (_path is null)
            throw new CommandException(ExitCode.CannotCreate,
                "nowhere to keep the key: neither XDG_CONFIG_HOME nor HOME is set", "无处保存密钥：XDG_CONFIG_HOME 和 HOME 均未设置");
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!, OwnerOnly | UnixFileMode.UserExecute);
        // Renamed into place: at no instant is it readable by others or half written.
        var temporary = $"{_path}.{Path.GetRandomFileName()}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var file = new FileStream(temporary, options))
            using (var writer = new StreamWriter(file))
                writer.Write(
                    $"""
                    # Written by 'maple login'. Whoever reads this can upload and delete in your name.
                    url = {TomlValue.Show(credentials.Url.AbsoluteUri)}
                    user = {TomlValue.Show(credentials.User)}
                    key = {TomlValue.Show(credentials.Key)}

                    """);
            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return _path;
    }
}
