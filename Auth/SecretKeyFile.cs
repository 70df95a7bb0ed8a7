using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Maple.Errors;
using Maple.Unix;

namespace Maple.Auth;

/// <summary>
/// <c>secret.key</c>: one line of text, which may as well be put into the configuration. Mode 0600 from its first moment; it appears
/// under its name whole and durable or not at all, and two processes that start at once end with the same secret.
/// </summary>
internal sealed class SecretKeyFile(string folder)
{
    public const string Name = "secret.key";

    // 256 bits: the block that HMAC-SHA-256 can make use of.
    private const int Bytes = 32;

    // Far more than anyone writes by hand; a wrong file under this name isn't read into memory whole.
    private const int MaxLength = 4096;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0b111_111;

    private readonly string _path = Path.Combine(folder, Name);

    /// <exception cref="MapleException"><c>weak_secret</c> when others may read the file, <c>storage_unavailable</c></exception>
    public string ReadOrMake()
    {
        try
        {
            if (!File.Exists(_path))
                MakeUnlessThere();
            string secret = Read();
            foreach (string leftover in Directory.EnumerateFiles(folder, $".{Name}.*"))
                File.Delete(leftover);
            return secret;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MapleException(
                ErrorCode.StorageUnavailable,
                $"{Name} in maple's data folder can't be read or made. Check that the folder belongs to the user that maple runs as.",
                $"无法读取或创建 maple 数据目录中的 {Name}，请检查该目录是否属于运行 maple 的用户。",
                e);
        }
    }

    private string Read()
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        UnixFileMode mode = File.GetUnixFileMode(stream.SafeFileHandle);
        if ((mode & Others) != 0)
        {
            string octal = Convert.ToString((int)mode, 8);
            throw new MapleException(
                ErrorCode.WeakSecret,
                $"{Name} in maple's data folder is open to other users (mode {octal}). Run chmod 600 on it; if others may have read it, "
                    + "delete it: maple makes a new one, and all keys and sessions change.",
                $"maple 数据目录中的 {Name} 可被其他用户访问（权限 {octal}）。请对它执行 chmod 600；如果可能已被他人读取，"
                    + "请将其删除：maple 会生成新的密钥，所有 API key 和登录会话都会随之更换。")
            {
                Parameter = Name,
            };
        }

        byte[] text = new byte[MaxLength];
        return Encoding.UTF8.GetString(text, 0, stream.ReadAtLeast(text, MaxLength, throwOnEndOfStream: false)).Trim();
    }

    /// <summary>Leaves a file that is there, or appears meanwhile, as it is.</summary>
    internal void MakeUnlessThere()
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        string temporary = Path.Combine(folder, $".{Name}.{Guid.NewGuid():N}");
        using (var stream = new FileStream(
            temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.ASCII.GetBytes(secret + "\n"));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            Posix.Link(temporary, _path);
        }
        catch (IOException) when (File.Exists(_path))
        {
            // Another start was first, and may have cleared away our temporary file too.
        }

        File.Delete(temporary);
        Posix.SyncFolder(folder);
    }
}
