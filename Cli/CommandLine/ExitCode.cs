using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>What the process ends with; from 64 on as in <c>sysexits.h</c>.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failed = 1,
    Usage = 2,
    Unavailable = 69,
    Internal = 70,
    CannotCreate = 73,
    InputOutput = 74,
    NoPermission = 77,
    Config = 78,

    /// <summary>128 and the number of SIGINT, as shells have it.</summary>
    Interrupted = 130,
}

internal static class ExitCodes
{
    public static ExitCode For(ErrorCode code) => code switch
    {
        ErrorCode.InvalidConfig or ErrorCode.WeakSecret => ExitCode.Config,
        ErrorCode.AddressInUse or ErrorCode.StoreInUse or ErrorCode.StorageUnavailable or ErrorCode.DecoderUnavailable
            or ErrorCode.Overloaded => ExitCode.Unavailable,
        ErrorCode.StoreDamaged or ErrorCode.StoreTooNew or ErrorCode.BackupDamaged or ErrorCode.StorageFull => ExitCode.InputOutput,
        ErrorCode.Unauthorized or ErrorCode.InsufficientScope or ErrorCode.InvalidCredentials or ErrorCode.Forbidden => ExitCode.NoPermission,
        ErrorCode.InternalError => ExitCode.Internal,
        _ => ExitCode.Failed,
    };
}
