/* Makes one system call on files under a folder fail: the n-th after fault_arm(n, errno). For test_faults.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long countdown = 0, seen = 0;
static int code = 0, armed = 0;

void fault_arm(long n, int error) { countdown = n; code = error; seen = 0; armed = 1; }
long fault_seen(void) { armed = 0; return seen; }

static int ours(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    return armed && folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int ours_fd(int fd) {
    char link[64], path[4096];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return ours(path);
}

static int struck(int mine) {
    if (!mine) return 0;
    seen++;
    if (countdown > 0 && --countdown == 0) { errno = code; return 1; }
    return 0;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define OPENING(name)                                                              \
    int name(const char *path, int flags, ...) {                                   \
        REAL(name);                                                                \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int kept = errno; if (struck(ours(path))) return -1; errno = kept;         \
        return real(path, flags, mode);                                            \
    }
#define OPENING_AT(name)                                                           \
    int name(int at, const char *path, int flags, ...) {                           \
        REAL(name);                                                                \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int kept = errno; if (struck(ours(path))) return -1; errno = kept;         \
        return real(at, path, flags, mode);                                        \
    }
#define ON_FD(type, name, args, call)                                              \
    type name args {                                                               \
        REAL(name);                                                                \
        int kept = errno; if (struck(ours_fd(fd))) return -1; errno = kept;        \
        return real call;                                                          \
    }

OPENING(open)
OPENING(open64)
OPENING_AT(openat)
OPENING_AT(openat64)
ON_FD(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n))
ON_FD(ssize_t, pwrite, (int fd, const void *data, size_t n, off_t at), (fd, data, n, at))
ON_FD(ssize_t, pwrite64, (int fd, const void *data, size_t n, off64_t at), (fd, data, n, at))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t n), (fd, n))
ON_FD(int, ftruncate64, (int fd, off64_t n), (fd, n))

int rename(const char *from, const char *to) {
    REAL(rename);
    int kept = errno; if (struck(ours(from))) return -1; errno = kept;
    return real(from, to);
}
