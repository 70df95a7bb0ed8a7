"""
Runs a command within what a unit of systemd allows, without systemd: as root, and as much of it as a process can do to itself.

    within_unit.py UNIT DATA COMMAND...

DATA is seen as /var/lib/maple. What is done: seccomp filters (SystemCallFilter, MemoryDenyWriteExecute, RestrictNamespaces, RestrictAddressFamilies,
RestrictSUIDSGID, RestrictRealtime, LockPersonality), a read-only system with few devices and without homes (ProtectSystem, ProtectHome, PrivateDevices,
ProtectKernelTunables, ProtectControlGroups), no capabilities, no new privileges, LimitNOFILE, another user.
What is not: users' and control groups' namespaces (PrivateUsers, MemoryMax, TasksMax), ProcSubset.
"""
import ctypes
import errno
import os
import resource
import subprocess
import sys

import seccomp
from seccomp import ALLOW, ERRNO, EQ, MASKED_EQ, Arg, SyscallFilter

CLONE_NEWNS = 0x20000
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
NOBODY = 65534
libc = ctypes.CDLL(None, use_errno=True)


def read_unit(path):
    unit = {}
    for line in open(path):
        if '=' in line and not line.startswith('#'):
            key, value = line.strip().split('=', 1)
            unit.setdefault(key, []).append(value)
    return unit


def expand(names):
    """Groups of system calls, as systemd itself has them."""
    calls, left = set(), list(names)
    while left:
        name = left.pop()
        if not name.startswith('@'):
            calls.add(name)
            continue
        listed = subprocess.run(['systemd-analyze', 'syscall-filter', name], check=True, capture_output=True, text=True).stdout
        left += [line.strip() for line in listed.splitlines()[1:] if line.strip() and not line.strip().startswith('#')]
    return calls


def allowed_calls(unit):
    # Always allowed: systemd.exec(5).
    calls = {'execve', 'exit', 'exit_group', 'getrlimit', 'rt_sigreturn', 'sigreturn'} | expand(['@default'])
    for value in unit['SystemCallFilter']:
        if value.startswith('~'):
            calls -= expand(value[1:].split())
        else:
            calls |= expand(value.split())
    return calls


def add(filter, action, call, *arguments):
    try:
        filter.add_rule(action, call, *arguments)
    except (RuntimeError, ValueError):
        pass  # This architecture has none of that name.


def filters(unit):
    def says(key, value='yes'):
        assert unit[key] == [value], key

    says('MemoryDenyWriteExecute')
    memory = SyscallFilter(ALLOW)
    add(memory, ERRNO(errno.EPERM), 'mmap', Arg(2, MASKED_EQ, 6, 6))
    for call in ('mprotect', 'pkey_mprotect'):
        add(memory, ERRNO(errno.EPERM), call, Arg(2, MASKED_EQ, 4, 4))
    yield memory

    says('RestrictNamespaces')
    namespaces = SyscallFilter(ALLOW)
    add(namespaces, ERRNO(errno.ENOSYS), 'clone3')
    for call in ('unshare', 'setns'):
        add(namespaces, ERRNO(errno.EPERM), call)
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        add(namespaces, ERRNO(errno.EPERM), 'clone', Arg(0, MASKED_EQ, flag, flag))
    yield namespaces

    says('RestrictAddressFamilies', 'AF_INET AF_INET6 AF_UNIX')
    families = SyscallFilter(ALLOW)
    for family in set(range(46)) - {1, 2, 10}:
        add(families, ERRNO(errno.EAFNOSUPPORT), 'socket', Arg(0, EQ, family))
    yield families

    says('RestrictSUIDSGID')
    says('RestrictRealtime')
    says('LockPersonality')
    rest = SyscallFilter(ALLOW)
    add(rest, ERRNO(errno.ENOSYS), 'openat2')
    for call, place in (('chmod', 1), ('fchmod', 1), ('fchmodat', 2), ('mkdir', 1), ('mkdirat', 2)):
        for bit in (0o4000, 0o2000):
            add(rest, ERRNO(errno.EPERM), call, Arg(place, MASKED_EQ, bit, bit))
    for policy in (1, 2, 6):
        add(rest, ERRNO(errno.EPERM), 'sched_setscheduler', Arg(1, EQ, policy))
    add(rest, ERRNO(errno.EPERM), 'personality')
    yield rest

    calls = SyscallFilter(ERRNO(errno.EPERM))
    for call in allowed_calls(unit):
        add(calls, ALLOW, call)
    yield calls


def mount(*arguments):
    subprocess.run(['mount', *arguments], check=True, capture_output=True)


def change_the_view(data):
    if libc.unshare(CLONE_NEWNS):
        sys.exit('no namespace of mounts is to be had: this needs root')
    mount('--make-rprivate', '/')
    mount('-t', 'tmpfs', 'none', '/var/lib')
    os.mkdir('/var/lib/maple')
    mount('--bind', data, '/var/lib/maple')
    for home in ('/home', '/run/user'):
        if os.path.isdir(home):
            mount('-t', 'tmpfs', '-o', 'mode=000,ro', 'none', home)
    devices = '/run/maple-devices'
    os.makedirs(devices, exist_ok=True)
    mount('-t', 'tmpfs', 'none', devices)
    for name in ('null', 'zero', 'full', 'random', 'urandom', 'tty'):
        open(f'{devices}/{name}', 'w').close()
        mount('--bind', f'/dev/{name}', f'{devices}/{name}')
    mount('--rbind', devices, '/dev')
    for line in open('/proc/self/mountinfo').read().splitlines():
        place = line.split()[4]
        if place != '/var/lib/maple' and not place.startswith(('/dev', '/run/maple-devices', '/proc')):
            subprocess.run(['mount', '-o', 'remount,bind,ro', place], capture_output=True)
    assert subprocess.run(['touch', '/etc/maple-test', '/tmp/maple-test'], capture_output=True).returncode != 0


def main():
    unit_file, data, *command = sys.argv[1:]
    unit = read_unit(unit_file)
    prepared = list(filters(unit))
    os.chown(data, NOBODY, NOBODY)
    change_the_view(data)
    # A container may have a lower limit, which nobody in it can raise.
    limit = min(int(unit['LimitNOFILE'][0]), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    os.umask(int(unit['UMask'][0], 8))
    assert unit['CapabilityBoundingSet'] == ['']
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    assert unit['NoNewPrivileges'] == ['yes'] and libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    os.chdir(unit['WorkingDirectory'][0])
    # The last of them forbids none of what is needed to load it.
    for filter in prepared:
        filter.load()
    os.execv(command[0], command)


main()
