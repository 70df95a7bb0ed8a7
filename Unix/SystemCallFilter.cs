using System.Runtime.InteropServices;

namespace Maple.Unix;

/// <summary>
/// What a process that computes, and talks over descriptors that it has, may ask of the kernel (seccomp(2)): memory, time, its own threads' signals.
/// Everything else fails with EPERM: opening, connecting, executing, reaching other processes, and memory that can be executed.
/// </summary>
internal static unsafe partial class SystemCallFilter
{
    // linux/seccomp.h, linux/audit.h, asm-generic/mman-common.h
    private const uint SECCOMP_SET_MODE_FILTER = 1, SECCOMP_FILTER_FLAG_TSYNC = 1;
    private const uint KillProcess = 0x8000_0000, Allow = 0x7FFF_0000, Refuse = 0x0005_0000 | Errno.EPERM;
    private const uint AuditArchX64 = 0xC000_003E, AuditArchArm64 = 0xC000_00B7;
    private const uint PROT_EXEC = 4;

    // struct seccomp_data: the number, the architecture, an address, then arguments of 8 bytes, the lower half first
    private const uint NumberAt = 0, ArchitectureAt = 4, ArgumentsAt = 16;

    private static readonly SystemCall
        s_seccomp = new(317, 277), s_mmap = new(9, 222), s_mprotect = new(10, 226), s_tgkill = new(234, 131);

    // Found with strace on real work, and what glibc and .NET may want in its place.
    private static readonly SystemCall[] s_allowed =
    [
        new(17, 67),   // pread64: the picture
        new(47, 212),  // recvmsg, recvfrom, sendto: the socket
        new(45, 207),
        new(44, 206),
        new(0, 63),    // read, write: descriptors that it has
        new(1, 64),
        new(202, 98),  // futex
        new(11, 215),  // munmap, madvise, mremap, brk, mincore
        new(28, 233),
        new(25, 216),
        new(12, 214),
        new(27, 232),
        new(3, 57),    // close, fstat, lseek
        new(5, 80),
        new(8, 62),
        new(228, 113), // clock_gettime, clock_getres, gettimeofday, where the vDSO has no answer
        new(229, 114),
        new(96, 169),
        new(35, 101),  // nanosleep, clock_nanosleep, restart_syscall
        new(230, 115),
        new(219, 128),
        new(24, 124),  // sched_yield, sched_getaffinity, getcpu
        new(204, 123),
        new(309, 168),
        new(13, 134),  // rt_sigaction, rt_sigprocmask, rt_sigreturn, sigaltstack
        new(14, 135),
        new(15, 139),
        new(131, 132),
        new(39, 172),  // getpid, gettid
        new(186, 178),
        new(98, 165),  // getrusage, sysinfo
        new(99, 179),
        new(318, 278), // getrandom
        new(324, 283), // membarrier: the garbage collector
        new(334, 293), // rseq, set_robust_list: glibc
        new(273, 99),
        new(60, 93),   // exit, exit_group
        new(231, 94),
    ];

    /// <summary>Puts all threads of this process under the filter, for ever. False where the kernel has none, or somebody forbids it.</summary>
    public static bool TryApply()
    {
        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return false;
        Instruction[] program = Program(RuntimeInformation.ProcessArchitecture == Architecture.Arm64, Environment.ProcessId);
        fixed (Instruction* start = program)
        {
            var given = new ProgramPointer { Length = (ushort)program.Length, Start = start };
            bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
            return syscall(s_seccomp.On(isArm), SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &given) == 0;
        }
    }

    private static Instruction[] Program(bool isArm, int process) =>
    [
        Load(ArchitectureAt),
        SkipIf(isArm ? AuditArchArm64 : AuditArchX64, 1, 0),
        Return(KillProcess),
        Load(NumberAt),
        .. s_allowed.SelectMany(call => (Instruction[])[SkipIf(call.On(isArm), 0, 1), Return(Allow)]),
        .. WhenArgument(s_mmap.On(isArm), 2, HasBits(PROT_EXEC, 1, 0)),
        .. WhenArgument(s_mprotect.On(isArm), 2, HasBits(PROT_EXEC, 1, 0)),
        .. WhenArgument(s_tgkill.On(isArm), 0, SkipIf((uint)process, 0, 1)),
        Return(Refuse),
    ];

    /// <param name="test">Skips nothing when the argument is fine, one instruction when it is not.</param>
    private static Instruction[] WhenArgument(uint call, uint argument, Instruction test) =>
        [SkipIf(call, 0, 4), Load(ArgumentsAt + 8 * argument), test, Return(Allow), Return(Refuse)];

    // linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ, BPF_JMP|BPF_JSET, BPF_RET
    private static Instruction Load(uint at) => new() { Code = 0x20, Operand = at };
    private static Instruction SkipIf(uint equal, byte then, byte otherwise) => new() { Code = 0x15, Then = then, Otherwise = otherwise, Operand = equal };
    private static Instruction HasBits(uint bits, byte then, byte otherwise) => new() { Code = 0x45, Then = then, Otherwise = otherwise, Operand = bits };
    private static Instruction Return(uint verdict) => new() { Code = 0x06, Operand = verdict };

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nuint number, nuint operation, nuint flags, void* argument);

    /// <summary>Its number on each architecture (asm/unistd_64.h, asm-generic/unistd.h).</summary>
    private readonly record struct SystemCall(uint X64, uint Arm64)
    {
        public uint On(bool isArm) => isArm ? Arm64 : X64;
    }

    // struct sock_filter
    private struct Instruction
    {
        public ushort Code;
        public byte Then;
        public byte Otherwise;
        public uint Operand;
    }

    // struct sock_fprog
    private struct ProgramPointer
    {
        public ushort Length;
        public Instruction* Start;
    }
}
