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
    /// <summary>For the manual, and the table in docs/running.md.</summary>
    public static Text Meaning(ExitCode code) => code switch
    {
        ExitCode.Ok => new("done", "成功"),
        ExitCode.Failed => new("refused or not found; 'maple check' found something; some of the pictures could not be uploaded", "被拒绝或未找到；maple check 发现问题；部分图片未能上传"),
        ExitCode.Usage => new("the command line makes no sense", "命令行有误"),
        ExitCode.Unavailable => new("the server, the store or the address is not to be had now; try again later", "服务器、数据或地址暂不可用；请稍后再试"),
        ExitCode.Internal => new("an error of maple itself", "maple 自身的错误"),
        ExitCode.CannotCreate => new("a file can't be made, or is there already", "无法创建文件，或文件已存在"),
        ExitCode.InputOutput => new("reading or writing failed, the disk is full, or the store is damaged", "读写失败、磁盘已满或数据损坏"),
        ExitCode.NoPermission => new("not allowed: permissions, key or password", "没有权限：文件权限、密钥或密码"),
        ExitCode.Config => new("the configuration is wrong; a restart doesn't help", "配置有误；重启无济于事"),
        ExitCode.Interrupted => new("ended by Ctrl-C", "被 Ctrl-C 中断"),
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

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
