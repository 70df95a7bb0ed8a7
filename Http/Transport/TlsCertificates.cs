using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Maple.Errors;
using Maple.Logging;

namespace Maple.Http.Transport;

/// <summary>The certificate that clients are shown. Its files are looked at with each handshake, so that a renewed one needs no restart.</summary>
internal sealed class TlsCertificates
{
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly Log _log;
    private readonly Lock _lock = new();
    private Loaded _loaded;

    /// <param name="certificateFile">PEM: the certificate, then those that lead from it to its authority.</param>
    /// <param name="keyFile">PEM: its private key, without a password.</param>
    /// <exception cref="MapleException"><c>invalid_config</c></exception>
    public TlsCertificates(string certificateFile, string keyFile, Log log)
    {
        _certificateFile = certificateFile;
        _keyFile = keyFile;
        _log = log;
        try
        {
            _loaded = Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new MapleException(
                ErrorCode.InvalidConfig,
                $"The certificate {certificateFile} with the key {keyFile} can't be used: {e.Message} Both must be PEM files, the key without a password.",
                $"无法使用证书 {certificateFile} 及其私钥 {keyFile}：{e.Message} 两者都应为 PEM 文件，私钥不能有密码。",
                e);
        }
    }

    public SslServerAuthenticationOptions Options => new()
    {
        ServerCertificateContext = Current(),
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    private SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            try
            {
                if (_loaded.Changed != Changed())
                {
                    _loaded = Load();
                    _log.Info("the TLS certificate was loaded again");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                // Half of a renewal, perhaps: the next handshake looks again.
                if (_loaded.Failed != Changed())
                    _log.Error("the TLS certificate changed and can't be loaded; the one before stays in use", e);
                _loaded = _loaded with { Failed = Changed() };
            }

            return _loaded.Context;
        }
    }

    private (DateTime, DateTime) Changed() => (File.GetLastWriteTimeUtc(_certificateFile), File.GetLastWriteTimeUtc(_keyFile));

    private Loaded Load()
    {
        (DateTime, DateTime) changed = Changed();
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificateFile);
        // The context keeps a handle of its own; offline: nothing is fetched from anywhere.
        return new Loaded(SslStreamCertificateContext.Create(new X509Certificate2(certificate), chain, offline: true), changed);
    }

    private sealed record Loaded(SslStreamCertificateContext Context, (DateTime, DateTime) Changed)
    {
        public (DateTime, DateTime) Failed { get; init; }
    }
}
