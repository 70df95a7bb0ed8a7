using System.Text;
using Maple.Errors;

namespace Maple.Auth;

/// <summary>What a password must be like: length, and nothing about letters or digits (NIST SP 800-63B, section 5.1.1.2).</summary>
internal static class PasswordRule
{
    /// <summary>Characters (Unicode code points), as NIST SP 800-63B asks for at least.</summary>
    public const int MinCharacters = 8;

    /// <summary>Bytes of UTF-8. Room for any passphrase (NIST asks for 64 characters), and a bound on what a login can make us hash.</summary>
    public const int MaxBytes = 1024;

    /// <exception cref="MapleException"><c>weak_password</c></exception>
    public static void Check(string password)
    {
        int characters = password.EnumerateRunes().Count();
        if (characters < MinCharacters)
        {
            throw new MapleException(
                ErrorCode.WeakPassword,
                $"The password has {characters} characters. Choose one of at least {MinCharacters}.",
                $"密码只有 {characters} 个字符，请至少使用 {MinCharacters} 个字符。");
        }

        if (IsTooLong(password))
        {
            throw new MapleException(
                ErrorCode.WeakPassword,
                $"The password has {Encoding.UTF8.GetByteCount(password)} bytes. Choose one of at most {MaxBytes}.",
                $"密码长达 {Encoding.UTF8.GetByteCount(password)} 字节，请不要超过 {MaxBytes} 字节。");
        }
    }

    public static bool IsTooLong(string password) => Encoding.UTF8.GetByteCount(password) > MaxBytes;
}
