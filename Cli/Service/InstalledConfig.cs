using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Service;

/// <summary>The configuration of a service, as the service will read it: no variable of whoever asks has a part in it.</summary>
internal static class InstalledConfig
{
    /// <summary>As <c>maple install</c> writes it where there is none.</summary>
    public static string Template(Language language) => ConfigTemplate.Write(language, UnitFile.DataFolder);

    /// <summary>As written by <see cref="Template"/> while there is no such file.</summary>
    /// <exception cref="MapleException"><c>invalid_config</c></exception>
    public static MapleOptions Load(string file) => File.Exists(file)
        ? new ConfigLoader(new Dictionary<string, string>(), UnitFile.DataFolder).Load(file).Options
        : new() { Storage = new StorageOptions { UploadRoot = UnitFile.DataFolder } };
}
